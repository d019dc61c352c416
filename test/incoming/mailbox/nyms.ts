import type { Nym } from '../../../src/nym';
import { publicKey } from '../../support/keys';
import { again, aliceActive, type AlicesBridge, start } from '../../support/nyms';
import { seededRandom } from '../../support/random';

/** A second server, and nyms on both that their servers have confirmed; panda@nym.test, Alice's, is the first. */
export async function severalActive(
  ...more: readonly string[]
): Promise<AlicesBridge & { readonly all: readonly Nym[] }> {
  const bridge = await aliceActive();
  await bridge.nyms.addServer('nym.example', await publicKey('server'), start);
  const all = [bridge.alice];
  for (const address of more) all.push(await active(bridge, address));
  return { ...bridge, all };
}

async function active({ nyms }: AlicesBridge, address: string): Promise<Nym> {
  const name = address.slice(0, address.indexOf('@'));
  const nym = await nyms.create(
    { address, displayName: `The ${name}`, transport: 'smtp', algorithm: 'ecc', lifeSeconds: 365 * 86_400 },
    start,
    seededRandom(address),
  );
  nyms.noteCreation(nym.id, { at: start, evidence: 'outbox 1' });
  const settings = { address, hsub: String(nym.asked?.hsub), acksend: 'true' };
  const reply = { kind: 'created', address, settings } as const;
  nyms.applyReply(nym.id, reply, { at: start, saidAt: start, evidence: `article <${name}@nym.test>` });
  return again(nyms, nym);
}
