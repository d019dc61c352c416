import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym } from '../support/stores';

let store: Store;
beforeEach(() => {
  store = openMemoryStore();
});

const add = (messageId: string, whole = true, text = messageId, fetchedAt = 5) =>
  store.spool.add({ messageId, subject: 'f00f', postedAt: undefined, fetchedAt, source: Buffer.from(text), whole });

describe('the spool', () => {
  test('takes an article once, whichever server brings it', () => {
    expect(add('<1@news>')).toBe(1);
    expect(add('<1@news>')).toBeUndefined();
    expect(store.spool.known(['<1@news>', '<2@news>'])).toEqual(new Set(['<1@news>']));
  });

  test('remembers an article of which it dropped the bytes', () => {
    const id = add('<1@news>')!;
    store.spool.finish([id], 'done');
    expect(store.spool.source(id)?.toString()).toBe('<1@news>');
    expect(store.spool.prune({ before: 6, bytes: 100 }, 10)).toBe(1);
    expect(store.spool.source(id)).toBeUndefined();
    expect(add('<1@news>')).toBeUndefined();
    expect(store.spool.byId(id)).toEqual({
      id,
      messageId: '<1@news>',
      subject: 'f00f',
      postedAt: undefined,
      fetchedAt: 5,
      state: 'done',
      bytes: 0,
    });
  });

  test('offers what was not looked at, oldest first', () => {
    const ids = ['<1@news>', '<2@news>', '<3@news>'].map((id) => add(id));
    store.spool.finish([ids[0]!], 'kept');
    expect(store.spool.fresh(1).map(({ id }) => id)).toEqual([ids[1]]);
    expect(store.spool.fresh(10).map(({ id }) => id)).toEqual([ids[1], ids[2]]);
    expect(store.spool.source(ids[0]!)).toBeDefined();
  });

  test('delivers an article to each nym once', () => {
    const [alice, koala] = [addBareNym(store), addBareNym(store, 'koala@nym.test')];
    const id = add('<1@news>')!;
    expect([alice, koala, alice].map((nym) => store.spool.deliver(id, nym, 'mail'))).toEqual([true, true, false]);
  });

  test('a delivery whose mail could not be filed is not marked', () => {
    const nym = addBareNym(store);
    const id = add('<1@news>')!;
    expect(() =>
      store.transaction(() => {
        store.spool.deliver(id, nym, 'mail');
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(store.spool.deliver(id, nym, 'mail')).toBe(true);
  });

  test('a copy that was cut short gives way to an intact one, once, and never the other way round', () => {
    const id = add('<1@news>', false, 'cut')!;
    store.spool.finish([id], 'done');
    expect([store.spool.known(['<1@news>']).size, store.spool.knownWhole(['<1@news>']).size]).toEqual([1, 0]);
    expect(add('<1@news>', false, 'cut elsewhere')).toBeUndefined();
    expect(add('<1@news>', true, 'intact')).toBe(id);
    expect(store.spool.fresh(1)[0]?.id).toBe(id);
    expect(store.spool.source(id)?.toString()).toBe('intact');
    expect([add('<1@news>', false, 'cut'), add('<1@news>', true, 'another')]).toEqual([undefined, undefined]);
    expect(store.spool.knownWhole(['<1@news>']).size).toBe(1);
  });

  test('a notice about a damaged copy comes once, and does not count as the mail', () => {
    const nym = addBareNym(store);
    const id = add('<1@news>')!;
    const marks = (['notice', 'notice', 'mail', 'mail', 'notice'] as const).map((what) =>
      store.spool.deliver(id, nym, what),
    );
    expect(marks).toEqual([true, false, true, false, false]);
  });

  test('what was set aside is listed, and offered again when asked for', () => {
    const id = add('<1@news>')!;
    store.spool.finish([id], 'kept');
    expect(store.spool.kept()).toMatchObject([{ id, messageId: '<1@news>' }]);
    expect([store.spool.retryKept(), store.spool.retryKept()]).toEqual([1, 0]);
    expect(store.spool.fresh(1)[0]?.id).toBe(id);
  });

  test('what is older than it may be goes, then the oldest of what is too much; nothing that nobody has looked at', () => {
    const ids = [1, 2, 3, 4, 5].map((n) => add(`<${n}@news>`, true, 'x'.repeat(10), n)!);
    store.spool.finish(ids.slice(0, 4), 'done');
    expect(store.spool.size()).toEqual({ articles: 4, bytes: 40 });
    const dropped = (limit: Parameters<typeof store.spool.prune>[0], most = 10) => {
      store.spool.prune(limit, most);
      return ids.filter((id) => store.spool.source(id) === undefined);
    };
    expect(dropped({ before: 2, bytes: 1000 })).toEqual(ids.slice(0, 1));
    expect(dropped({ before: 0, bytes: 20 })).toEqual(ids.slice(0, 2));
    expect(dropped({ before: 0, bytes: 0 }, 1)).toHaveLength(3);
    expect(dropped({ before: 99, bytes: 0 })).toEqual(ids.slice(0, 4));
    expect(store.spool.size()).toEqual({ articles: 0, bytes: 0 });
  });

  test('what was looked at is offered again, but for what the nym has had and what is gone', () => {
    const nym = addBareNym(store);
    const ids = [1, 2, 3, 4].map((n) => add(`<${n}@news>`, true, 'x', n)!);
    store.spool.finish(ids, 'done');
    store.spool.prune({ before: 2, bytes: 1000 }, 10);
    store.spool.deliver(ids[1]!, nym, 'mail');
    store.spool.deliver(ids[2]!, nym, 'notice');
    expect(store.spool.lookedAt(0, 2).map(({ id }) => id)).toEqual([ids[1], ids[2]]);
    expect(store.spool.lookedAt(ids[2]!, 2).map(({ id }) => id)).toEqual([ids[3]]);
    store.spool.lookAgain(nym, ids);
    expect(store.spool.fresh(10).map(({ id }) => id)).toEqual([ids[2], ids[3]]);
  });

  test('it remembers by what it was searched for each nym, until that is to be forgotten', () => {
    const [alice, koala] = [addBareNym(store), addBareNym(store, 'koala@nym.test')];
    store.spool.noteSearched(alice, ['aa11', 'bb22']);
    store.spool.noteSearched(alice, ['aa11']);
    expect([...store.spool.searched(alice)].sort()).toEqual(['aa11', 'bb22']);
    expect(store.spool.searched(koala).size).toBe(0);
    store.spool.forgetSearched();
    expect(store.spool.searched(alice).size).toBe(0);
  });

  test('a thousand Message-IDs are looked up in one go', () => {
    const all = Array.from({ length: 1000 }, (_, i) => `<${i}@news>`);
    all.filter((_, i) => i % 3 === 0).forEach((id) => add(id));
    expect(store.spool.known(all).size).toBe(334);
  });
});

test('marks are kept for each server and group', () => {
  const { marks } = store;
  const round = { last: 20, roundFrom: 2, roundAt: 4 };
  expect(marks.get('one', 'alt.test')).toBeUndefined();
  marks.set('one', 'alt.test', { ...round, high: 10, low: 1, updatedAt: 5 });
  marks.set('two', 'alt.test', { ...round, high: 7, low: 2, updatedAt: 6 });
  marks.set('one', 'alt.test', { ...round, high: 12, low: 3, updatedAt: 8 });
  expect(marks.get('one', 'alt.test')).toEqual({ ...round, high: 12, low: 3, updatedAt: 8 });
  expect(marks.all().map(({ server, high }) => [server, high])).toEqual([
    ['one', 12],
    ['two', 7],
  ]);
});
