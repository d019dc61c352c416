import { describe, expect, test } from '@jest/globals';
import { compareKeys, examineServerKey } from '../../src/nym';
import { copyOf, made, revokedKey, serverCopy, signOnlyKey, subkeyExpired } from '../support/keyWorld';
import { publicKey, secretKey } from '../support/keys';

const now = Date.parse('2026-11-22T12:00:00Z');
const day = 86_400_000;
const both = ['Nym Server <config@nym.test>', 'Nym Server <send@nym.test>'];
const daysUntilNow = Math.floor((now - made.getTime()) / day);

function examine(key: { binary: () => Buffer }, wish: Partial<Parameters<typeof examineServerKey>[1]> = {}) {
  return examineServerKey(key.binary(), { domain: 'nym.test', now, ...wish });
}

describe('a nym server’s key', () => {
  test('that names both addresses, in any case, has nothing odd about it', async () => {
    const shouting = await serverCopy({ userIds: ['<CONFIG@NYM.TEST>', 'send@nym.test <send@nym.test>'] });
    for (const key of [await serverCopy({ userIds: both }), shouting])
      expect(await examine(key, { domain: 'Nym.Test' })).toMatchObject({
        warnings: [],
        objections: [],
        useless: undefined,
      });
  });

  test.each([
    [['Nym Server <config@nym.test>'], 'send@nym.test'],
    [['Nym Server <send@nym.test>'], 'config@nym.test'],
  ])('that names only %j is objected to', async (userIds, missing) => {
    const examined = await examine(await serverCopy({ userIds }));
    expect(examined.objections).toEqual([expect.stringContaining(`does not name ${missing}`)]);
  });

  test.each(['config@nym.test.example.org', 'config@other.nym.test', 'xconfig@nym.test', 'panda@nym.test'])(
    'that names %s is objected to',
    async (address) => {
      const { objections } = await examine(await serverCopy({ userIds: [`Nym Server <${address}>`] }));
      expect(objections).toEqual([expect.stringContaining('neither config@nym.test nor send@nym.test')]);
    },
  );

  test('that only shows the address in its name is objected to', async () => {
    const key = await serverCopy({ userIds: ['config@nym.test send@nym.test <mallory@example.org>'] });
    expect((await examine(key)).objections).toHaveLength(1);
  });

  test('is warned of 60 days before its end, and is of no use after it', async () => {
    const words = async (left: number) => {
      const { warnings, useless } = await examine(await serverCopy({ userIds: both, lastsDays: daysUntilNow + left }));
      return { warnings, useless };
    };
    expect(await words(90)).toEqual({ warnings: [], useless: undefined });
    expect(await words(30)).toEqual({ warnings: [expect.stringContaining('ends in 30 days')], useless: undefined });
    expect(await words(-1)).toEqual({ warnings: [], useless: expect.stringContaining('expired on 2026-11-21') });
  });

  test.each([
    ['that was revoked', () => secretKey('server').then((pair) => revokedKey(pair, both)), 'revoked'],
    ['that only signs', signOnlyKey, 'only signs'],
    ['whose part to encrypt to has ended', subkeyExpired, 'expired on 2026-01-02'],
  ])('%s is of no use', async (_name, make, words) => {
    expect((await examine(await make())).useless).toContain(words);
  });

  test('from the future makes one look at the clock', async () => {
    const { warnings } = await examine(await serverCopy({ userIds: both }), { now: made.getTime() - 2 * day });
    expect(warnings).toEqual([expect.stringContaining('clock')]);
  });
});

describe('of several keys in one place', () => {
  const ring = async () => Buffer.concat([(await publicKey('bob')).binary(), (await publicKey('server')).binary()]);
  const from = async (wish: { domain?: string; fingerprint?: string; preferred?: string }) =>
    examineServerKey(await ring(), { domain: 'nym.test', now, ...wish });

  test('the one made for the domain is meant, and that there were others is said', async () => {
    const { key, warnings } = await from({});
    expect(key.fingerprint).toBe((await publicKey('server')).fingerprint);
    expect(warnings[0]).toContain('another key in the same place');
  });

  test('the named one is meant, and no other', async () => {
    const { fingerprint } = await publicKey('bob');
    expect((await from({ fingerprint })).key.fingerprint).toBe(fingerprint);
    await expect(from({ fingerprint: '0'.repeat(40) })).rejects.toThrow(/no key here with the fingerprint/);
    expect((await from({ preferred: fingerprint })).key.fingerprint).toBe(fingerprint);
    expect((await from({ preferred: '0'.repeat(40) })).key.fingerprint).toBe((await publicKey('server')).fingerprint);
  });

  test('none is guessed at', async () => {
    await expect(from({ domain: 'elsewhere.test' })).rejects.toThrow(/2 keys here, and which is meant cannot be told/);
    const twins = Buffer.concat([
      (await serverCopy({ userIds: both })).binary(),
      (await copyOf(await secretKey('alice'), both)).binary(),
    ]);
    await expect(examineServerKey(twins, { domain: 'nym.test', now })).rejects.toThrow(/cannot be told/);
  });
});

describe('a copy of a key', () => {
  const later = new Date('2026-06-01T00:00:00Z');

  test('that its owner signed later is newer, with what changed; the other way round it is older', async () => {
    const [old, renewed] = [await serverCopy({ lastsDays: 400 }), await serverCopy({ userIds: both, date: later })];
    expect(compareKeys(old, renewed)).toEqual({
      relation: 'newer',
      changes: ['It ends never now; before: on 2027-02-05.', 'It names Nym Server <send@nym.test> too.'],
    });
    expect(compareKeys(renewed, old)).toEqual({ relation: 'older', changes: [] });
    expect(compareKeys(renewed, renewed)).toEqual({ relation: 'same', changes: [] });
  });

  test('that was revoked is newer whatever its date, and nothing takes that back', async () => {
    const [revoked, renewed] = [await revokedKey(await secretKey('server')), await serverCopy({ date: later })];
    expect(compareKeys(renewed, revoked)).toEqual({ relation: 'newer', changes: ['It is revoked now.'] });
    expect(compareKeys(revoked, renewed).relation).toBe('older');
  });

  test('of another key is another key', async () => {
    expect(compareKeys(await publicKey('server'), await publicKey('bob')).relation).toBe('other');
  });
});
