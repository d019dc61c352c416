import { describe, expect, test } from '@jest/globals';
import type { NymState } from '../../src/nym';
import type { Reply, Settings } from '../../src/protocol/nymserv';
import type { AlicesBridge } from '../support/nyms';
import { again, aliceActive, aliceDraft, start } from '../support/nyms';

const address = 'panda@nym.test';
const evidence = 'article <reply@nym.test>';
const day = 86_400_000;
const at = (time: number, saidAt = time) => ({ at: time, saidAt, evidence });

const changed = (settings: Settings): Reply => ({ kind: 'changed', address, settings: { address, ...settings } });
const created = (settings: Settings): Reply => ({ ...changed(settings), kind: 'created' }) as Reply;
const kinds: Record<'duplicate' | 'reserved' | 'deleted', Reply> = {
  duplicate: { kind: 'duplicate', address, keyId: '0123456789ABCDEF' },
  reserved: { kind: 'reserved', address, keyId: '0123456789ABCDEF' },
  deleted: { kind: 'deleted', address },
};

async function requested(): Promise<AlicesBridge> {
  const world = await aliceDraft();
  world.nyms.noteCreation(world.alice.id, { at: start, evidence: 'outbox 1' });
  return { ...world, alice: await again(world.nyms, world.alice) };
}

const hsub = (passphrase: unknown) => ({ scheme: 'hsub', passphrase });
const trial = { scheme: 'trial' };

describe('while the creation is unanswered', () => {
  test('the key is tried on every article, for a refusal comes under a random subject', async () => {
    const { alice } = await requested();
    expect(alice.state).toBe('requested');
    expect(alice.selectors).toEqual([hsub(alice.asked?.hsub), trial]);
  });

  test('sending the request again changes nothing', async () => {
    const { nyms, alice } = await requested();
    nyms.noteCreation(alice.id, { at: start + 1, evidence: 'outbox 2' });
    expect(nyms.events(alice.id)).toHaveLength(1);
  });

  test('a confirmation makes it active, with what the server has stored, and ends the trying', async () => {
    const { nyms, alice } = await requested();
    const settings = { hsub: String(alice.asked?.hsub), acksend: 'true', sent: '0' };
    expect(nyms.applyReply(alice.id, created(settings), at(start + 5))).toBe('active');
    const now = await again(nyms, alice);
    expect(now).toMatchObject({
      state: 'active',
      asked: undefined,
      options: { hsub: alice.asked?.hsub, acksend: true },
    });
    expect(now.settings).toMatchObject({ address, sent: '0' });
    expect(now.selectors).toEqual([hsub(alice.asked?.hsub)]);
    expect(nyms.events(alice.id).map(({ from, to, evidence: why }) => [from, to, why])).toEqual([
      ['draft', 'requested', 'outbox 1'],
      ['requested', 'active', evidence],
    ]);
  });

  test('a server that did not take the hSub is believed: its mail comes under a random subject', async () => {
    const { nyms, alice } = await requested();
    nyms.applyReply(alice.id, created({ hsub: 'False' }), at(start + 5));
    const now = await again(nyms, alice);
    expect(now.selectors).toContainEqual(trial);
    expect(now.selectors).toContainEqual(hsub(alice.asked?.hsub));
    expect(now.asked).toEqual(alice.asked);
  });

  test.each(['duplicate', 'reserved'] as const)(
    'the answer "%s" is its state, and it can be asked for again',
    async (kind) => {
      const { nyms, alice } = await requested();
      expect(nyms.applyReply(alice.id, kinds[kind], at(start + 5))).toBe(kind);
      expect((await again(nyms, alice)).selectors).not.toContainEqual(trial);
      nyms.noteCreation(alice.id, { at: start + 6, evidence: 'outbox 2' });
      expect((await again(nyms, alice)).state).toBe('requested');
    },
  );

  test('an answer to a change that overtook the confirmation makes it active too', async () => {
    const { nyms, alice } = await requested();
    expect(nyms.applyReply(alice.id, changed({ hsub: 'x'.repeat(20) }), at(start + 5))).toBe('active');
  });
});

describe('while a change is unanswered', () => {
  const options = { hsub: 'the new passphrase', symmetric: 'the outer layer' };
  async function changing() {
    const world = await aliceActive();
    world.nyms.noteConfig(world.alice.id, options, { at: start + day, evidence: 'outbox 3' });
    return { ...world, old: String(world.alice.options.hsub), alice: await again(world.nyms, world.alice) };
  }

  test('old and new subject and passphrase both count', async () => {
    const { alice, old } = await changing();
    expect(alice).toMatchObject({ state: 'changing', asked: options, passphrases: ['the outer layer'] });
    expect(alice.selectors).toEqual([hsub(old), hsub('the new passphrase')]);
  });

  test('the confirmation counts when the list shows what was asked', async () => {
    const { nyms, alice, old } = await changing();
    expect(nyms.applyReply(alice.id, changed({ hsub: old }), at(start + 2 * day))).toBe('changing');
    expect((await again(nyms, alice)).selectors).toEqual([hsub(old), hsub('the new passphrase')]);
    expect(nyms.applyReply(alice.id, changed(options), at(start + 3 * day))).toBe('active');
    expect(await again(nyms, alice)).toMatchObject({ asked: undefined, options, passphrases: ['the outer layer'] });
  });

  test('a half-granted wish leaves the other half open', async () => {
    const { nyms, alice } = await changing();
    expect(nyms.applyReply(alice.id, changed({ hsub: options.hsub }), at(start + 2 * day))).toBe('changing');
    expect((await again(nyms, alice)).asked).toEqual({ symmetric: options.symmetric });
  });

  test('mail under the old subject is found for a month after, and then forgotten', async () => {
    const { nyms, alice, old } = await changing();
    nyms.applyReply(alice.id, changed(options), at(start + 2 * day));
    nyms.forgetOld(start + 32 * day);
    expect((await again(nyms, alice)).selectors).toContainEqual(hsub(old));
    nyms.forgetOld(start + 33 * day);
    expect((await again(nyms, alice)).selectors).toEqual([hsub('the new passphrase')]);
  });

  test('a list from before the last one does not bring the old subject back', async () => {
    const { nyms, alice, old } = await changing();
    nyms.applyReply(alice.id, changed(options), at(start + 3 * day));
    nyms.applyReply(alice.id, changed({ hsub: old }), at(start + 4 * day, start + day / 2));
    nyms.forgetOld(start + 40 * day);
    const now = await again(nyms, alice);
    expect(now.options).toEqual(options);
    expect(now.selectors).toEqual([hsub('the new passphrase')]);
  });

  test('unsetting the subject is asked for by null and granted by its absence', async () => {
    const { nyms, alice } = await aliceActive();
    nyms.noteConfig(alice.id, { hsub: null }, { at: start + day, evidence: 'outbox 3' });
    expect((await again(nyms, alice)).selectors).toEqual([hsub(alice.options.hsub), trial]);
    expect(nyms.applyReply(alice.id, changed({ hsub: 'False' }), at(start + 2 * day))).toBe('active');
    nyms.forgetOld(start + 60 * day);
    expect((await again(nyms, alice)).selectors).toEqual([trial]);
  });

  test('asking for the list alone changes nothing', async () => {
    const { nyms, alice } = await aliceActive();
    nyms.noteConfig(alice.id, {}, { at: start + day, evidence: 'outbox 3' });
    expect((await again(nyms, alice)).state).toBe('active');
  });
});

describe('deleting', () => {
  test('takes the server’s word, and a creation that comes after it is undone', async () => {
    const { nyms, alice } = await aliceActive();
    nyms.noteConfig(alice.id, { delete: true }, { at: start + day, evidence: 'outbox 3' });
    expect(nyms.applyReply(alice.id, changed({ hsub: String(alice.options.hsub) }), at(start + 2 * day))).toBe(
      'deleting',
    );
    expect(nyms.applyReply(alice.id, kinds.deleted, at(start + 3 * day))).toBe('deleted');
    expect(nyms.applyReply(alice.id, created({}), at(start + 4 * day, start + 2 * day))).toBe('deleted');
    expect(nyms.applyReply(alice.id, created({}), at(start + 4 * day))).toBe('deleting');
    expect(nyms.dueRequests(start + 4 * day)).toMatchObject([{ id: alice.id, kind: 'delete', tries: 0 }]);
    expect((await again(nyms, alice)).selectors).toEqual([hsub(alice.options.hsub)]);
  });
});

test.each<[Reply, NymState]>([
  [kinds.duplicate, 'active'],
  [kinds.reserved, 'active'],
  [{ ...kinds.deleted, address: 'koala@nym.test' } as Reply, 'active'],
  [{ kind: 'mail', mboxBytes: 0 }, 'active'],
  [{ kind: 'receipt', mboxBytes: 0, to: 'bob@example.org', subject: '', messageId: '<a@b>' }, 'active'],
  [{ kind: 'no-recipient', address, subject: 'x' }, 'active'],
])('a working nym is not disturbed by %j', async (reply, state) => {
  const { nyms, alice } = await aliceActive();
  const events = nyms.events(alice.id).length;
  expect(nyms.applyReply(alice.id, reply, at(start + day))).toBe(state);
  expect(nyms.events(alice.id)).toHaveLength(events);
});

test('a nym whose key has ended is expired, and one whose key has not is left alone', async () => {
  const { nyms, store, alice } = await aliceActive();
  store.nyms.change(alice.id, { expiresAt: start + day });
  nyms.tidy(start + day - 1);
  expect((await again(nyms, alice)).state).toBe('active');
  nyms.tidy(start + day);
  nyms.tidy(start + 2 * day);
  expect(nyms.events(alice.id).at(-1)).toEqual({ at: start + day, from: 'active', to: 'expired', evidence: 'clock' });
});

test('a clock that was years ahead for a while does not cost a nym its life', async () => {
  const { nyms, store, alice } = await aliceActive();
  store.nyms.change(alice.id, { expiresAt: start + day });
  nyms.tidy(start + 1000 * day);
  nyms.tidy(start + 5);
  nyms.tidy(start + 6);
  expect(nyms.events(alice.id).map(({ to }) => to)).toEqual(['requested', 'active', 'expired', 'active']);
  nyms.tidy(start + day);
  expect((await again(nyms, alice)).state).toBe('expired');
});

test('tidying after a pause of months forgets nothing that is still to be fetched', async () => {
  const { nyms, alice } = await aliceActive();
  nyms.notePage(alice.id, { hsub: 'page subject', key: 'page key', urls: ['http://a.example/'], form: 'page' }, start);
  nyms.tidy(start + 100 * day);
  const now = await again(nyms, alice);
  expect(now.selectors).toContainEqual(hsub('page subject'));
  expect(now.passphrases).toEqual(['page key']);
});

test('the answer to a web page request is looked for under its own subject and key, for a month', async () => {
  const { nyms, alice } = await aliceActive();
  nyms.notePage(alice.id, { hsub: 'page subject', key: 'page key', urls: ['http://a.example/'], form: 'page' }, start);
  nyms.applyReply(alice.id, changed({ hsub: String(alice.options.hsub) }), at(start + day));
  const now = await again(nyms, alice);
  expect(now.selectors).toContainEqual(hsub('page subject'));
  expect([now.passphrases, now.state]).toEqual([['page key'], 'active']);
  nyms.forgetOld(start + 31 * day);
  expect((await again(nyms, alice)).passphrases).toEqual([]);
});
