import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeExplanation } from '../../../src/incoming/delivery/explain';
import { tellingSubject } from '../../../src/incoming/delivery/telling';
import type { NymView } from '../../../src/nym';
import { viewOf } from '../../../src/nym';
import { readReply } from '../../../src/protocol/nymserv';
import type { Options, Reply } from '../../../src/protocol/nymserv';
import { checkNymName } from '../../../src/protocol/nymserv';
import type { OutboxId } from '../../../src/store';
import { seededRandom } from '../../support/random';
import { aliceActive, aliceDraft, start } from '../../support/nyms';
import type { AlicesBridge } from '../../support/nyms';

const hour = 3_600_000;
const address = 'panda@nym.test';

type Settings = Readonly<Record<string, string>>;

const listed = (settings: Settings): Reply => ({ kind: 'changed', address, settings: { address, ...settings } });

/** What Alice reads above a reply that comes `after` ms after her nym was made, and was said `saidAfter`. */
function read({ store, nyms, alice }: AlicesBridge, reply: Reply, after = 2 * hour, saidAfter = after): string {
  const before = mustView(viewOf(store, alice.id));
  const saidAt = start + saidAfter;
  nyms.applyReply(alice.id, reply, { at: start + after, saidAt, evidence: 'article <a@nym.test>' });
  const isNews = saidAt >= (before.standing.saidAt ?? saidAt);
  const explanation = writeExplanation({ reply, before, after: mustView(viewOf(store, alice.id)), isNews });
  if (!explanation) throw new Error(`nothing is said of ${reply.kind}`);
  return `Subject: ${explanation.subject ?? tellingSubject(reply, address)}\n\n${explanation.text}`;
}

function mustView(view: NymView | undefined): NymView {
  if (!view) throw new Error('the nym is gone');
  return view;
}

async function asking(options: Options): Promise<AlicesBridge> {
  const bridge = await aliceActive();
  const { nyms, alice } = bridge;
  nyms.noteConfig(alice.id, options, { at: start + hour, evidence: 'outbox 2' });
  const kind = options.delete ? 'delete' : 'config';
  const made = { kind, outboxId: 2 as OutboxId, isAgain: false } as const;
  nyms.noteTry(alice.id, made, start + hour, seededRandom('try'));
  return bridge;
}

async function requested(): Promise<AlicesBridge> {
  const bridge = await aliceDraft();
  bridge.nyms.noteCreation(bridge.alice.id, { at: start, evidence: 'outbox 1' });
  return bridge;
}

const own = ({ alice }: AlicesBridge) => String(alice.options.hsub ?? alice.asked?.hsub);

const cases: Readonly<Record<string, () => Promise<string>>> = {
  created: async () => {
    const bridge = await requested();
    return read(bridge, { kind: 'created', address, settings: { address, hsub: own(bridge) } });
  },
  'created-without-the-subject-asked-for': async () =>
    read(await requested(), { kind: 'created', address, settings: { address, acksend: 'False' } }),
  'changed-as-asked': async () => {
    const bridge = await asking({ hsub: 'quite another secret', acksend: false });
    return read(bridge, listed({ hsub: 'quite another secret', acksend: 'False' }));
  },
  'changed-but-not-all': async () => {
    const bridge = await asking({ symmetric: 'deep burrow', acksend: false });
    return read(bridge, listed({ hsub: own(bridge), acksend: 'False' }));
  },
  'list-that-was-asked-for': async () => {
    const bridge = await aliceActive();
    return read(bridge, listed({ hsub: own(bridge), acksend: 'True', sent: '7' }));
  },
  'list-that-is-old': async () => {
    const bridge = await aliceActive();
    read(bridge, listed({ hsub: own(bridge), acksend: 'True' }), 3 * hour);
    return read(bridge, listed({ hsub: own(bridge), acksend: 'False' }), 4 * hour, 2 * hour);
  },
  'changed-by-somebody-else': async () => read(await aliceActive(), listed({ hsub: 'taken over' })),
  deleted: async () => read(await asking({ delete: true }), { kind: 'deleted', address }),
  'deleted-by-somebody-else': async () => read(await aliceActive(), { kind: 'deleted', address }),
  'deleted-to-be-made-anew': async () => {
    const bridge = await asking({ delete: true });
    bridge.nyms.wishRecreation(bridge.alice.id, { algorithm: 'rsa2048', lifeSeconds: 1e6 });
    return read(bridge, { kind: 'deleted', address });
  },
  duplicate: async () => read(await requested(), { kind: 'duplicate', address, keyId: '0123456789ABCDEF' }),
  'duplicate-of-a-nym-that-works': async () =>
    read(await aliceActive(), { kind: 'duplicate', address, keyId: '0123456789ABCDEF' }),
  reserved: async () => read(await requested(), { kind: 'reserved', address, keyId: '0123456789ABCDEF' }),
  'no-recipient': async () => read(await aliceActive(), { kind: 'no-recipient', address, subject: 'hello' }),
  'about-another-nym': async () => read(await aliceActive(), { kind: 'deleted', address: 'koala@nym.test' }),
};

describe('above the server’s own words stands', () => {
  // NYMBRIDGE_WRITE_GOLDEN=1 writes down what came out, to be read before it is committed.
  test.each(Object.entries(cases))('%s', async (name, make) => {
    const file = join(__dirname, '../../golden/explanations', `${name}.txt`);
    const text = await make();
    if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, text);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('an explanation', () => {
  test('holds no passphrase, neither one asked for nor one in force', async () => {
    const bridge = await asking({ hsub: 'quite another secret', symmetric: 'deep burrow' });
    const text = read(bridge, listed({ hsub: 'taken over', symmetric: 'deep burrow' }));
    for (const secret of ['quite another secret', 'deep burrow', 'taken over', own(bridge)])
      expect(text).not.toContain(secret);
  });

  test('offers names that the server takes and that are not here already', async () => {
    const text = read(await requested(), { kind: 'duplicate', address, keyId: '0' });
    const names = [...text.matchAll(/nym create (\S+)@nym\.test/g)].map(([, name]) => String(name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names)
      expect(() => {
        checkNymName(name);
      }).not.toThrow();
  });

  test('is given of every reply that is about a nym, and of no other', async () => {
    const bridge = await aliceActive();
    const view = mustView(viewOf(bridge.store, bridge.alice.id));
    const said = (reply: Reply) => writeExplanation({ reply, before: view, after: view, isNews: true }) !== undefined;
    expect(said(readReply(Buffer.from('Nym Modification Successful\n')))).toBe(true);
    for (const kind of ['mail', 'page'] as const) expect(said({ kind, mboxBytes: 0 })).toBe(false);
    expect(said({ kind: 'unrecognised' })).toBe(false);
  });
});
