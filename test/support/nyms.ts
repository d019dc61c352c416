import { openNyms } from '../../src/nym';
import type { Nym, NymServer, Nyms } from '../../src/nym';
import type { Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { publicKey, secretKey } from './keys';
import { seededRandom } from './random';

/** When everything in these worlds was made: the start of a TestClock. */
export const start = Date.parse('2026-11-22T12:00:00Z');

/** Alice's bridge: a store in memory, the server of nym.test, and her nym panda@nym.test. */
export interface AlicesBridge {
  readonly store: Store;
  readonly nyms: Nyms;
  readonly server: NymServer;
  readonly alice: Nym;
}

/** Alice's nym as it is just after `nym create`: with a key, an hSub asked for, a password and empty mailboxes; nothing sent. */
export async function aliceDraft(store: Store = openMemoryStore()): Promise<AlicesBridge> {
  const nyms = openNyms(store);
  const server = await nyms.addServer('nym.test', await publicKey('server'), start);
  const alice = await nyms.create(
    { address: 'panda@nym.test', displayName: 'Alice', transport: 'smtp', key: await secretKey('alice') },
    start,
    seededRandom('alice'),
  );
  return { store, nyms, server, alice };
}

/** Alice's nym after the server has confirmed it, with the hSub it asked for. */
export async function aliceActive(store: Store = openMemoryStore()): Promise<AlicesBridge> {
  const { nyms, server, alice } = await aliceDraft(store);
  nyms.noteCreation(alice.id, { at: start, evidence: 'outbox 1' });
  const settings = { address: alice.address, hsub: String(alice.asked?.hsub), acksend: 'true' };
  const reply = { kind: 'created', address: alice.address, settings } as const;
  nyms.applyReply(alice.id, reply, { at: start, saidAt: start, evidence: 'article <created@nym.test>' });
  return { store, nyms, server, alice: await again(nyms, alice) };
}

/** The nym as it is now. */
export async function again(nyms: Nyms, nym: Nym): Promise<Nym> {
  const found = await nyms.byId(nym.id);
  if (!found) throw new Error(`${nym.address} is gone`);
  return found;
}
