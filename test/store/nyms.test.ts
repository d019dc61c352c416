import { beforeEach, describe, expect, test } from '@jest/globals';
import type { NymId, Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym } from '../support/stores';

let store: Store;
let nym: NymId;
beforeEach(() => {
  store = openMemoryStore();
  nym = addBareNym(store, 'Panda@Nym.Test');
});

const failsWith = (code: string) => expect.objectContaining({ code });

describe('nyms and servers', () => {
  test('are found in any case, and exist once', () => {
    expect(store.nyms.byAddress('PANDA@nym.test')?.address).toBe('panda@nym.test');
    expect(store.servers.byDomain('NYM.test')?.domain).toBe('nym.test');
    expect(() => addBareNym(store, 'panda@NYM.test')).toThrow(failsWith('already-exists'));
    expect(store.servers.all().map(({ publicKey }) => publicKey.toString())).toEqual(['key']);
  });

  test('change only in the columns that were named', () => {
    const before = store.nyms.byId(nym);
    store.nyms.change(nym, { asked: '{"hsub":"x"}', expiresAt: 99 });
    expect(store.nyms.byId(nym)).toEqual({ ...before, asked: '{"hsub":"x"}', expiresAt: 99 });
    store.nyms.change(nym, { asked: undefined });
    expect(store.nyms.byId(nym)).toEqual({ ...before, asked: undefined, expiresAt: 99 });
    store.nyms.change(nym, {});
    expect(store.nyms.all()).toHaveLength(1);
  });
});

test('a move leaves its trace, and one from a state that is past is refused without any', () => {
  const move = { at: 5, from: 'active', to: 'changing', evidence: 'outbox 1' } as const;
  store.nyms.move(nym, move);
  expect(() => {
    store.nyms.move(nym, { ...move, at: 6 });
  }).toThrow(failsWith('conflict'));
  expect(store.nyms.events(nym)).toEqual([move]);
  expect(store.nyms.byId(nym)?.state).toBe('changing');
});

test('a selector is in a nym’s list once, in its latest state', () => {
  const { selectors, passphrases } = store.nyms;
  selectors.put(nym, 'a', 'asked', 1);
  selectors.put(nym, 'b', 'asked', 2);
  selectors.put(nym, 'a', 'current', 3);
  passphrases.put(nym, 'a', 'once', 4);
  expect(selectors.all(nym)).toEqual([
    { value: 'a', state: 'current', changedAt: 3 },
    { value: 'b', state: 'asked', changedAt: 2 },
  ]);
  selectors.remove(nym, 'a');
  expect(selectors.all(nym).map(({ value }) => value)).toEqual(['b']);
  expect(passphrases.all(nym)).toEqual([{ value: 'a', state: 'once', changedAt: 4 }]);
});
