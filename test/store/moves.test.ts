import { expect, test } from '@jest/globals';
import { openMemoryStore } from '../../src/store';
import { addBareNym } from '../support/stores';

test('a mail is remembered on its own way only, and forgotten with the place', () => {
  const store = openMemoryStore();
  const nym = addBareNym(store);
  const { moves } = store;
  const inbox = moves.way(nym, 'imap a', 'INBOX');
  const sent = moves.way(nym, 'imap a', 'Sent');
  const other = moves.way(nym, 'imap b', 'INBOX');
  moves.note(inbox, '1', 17);
  moves.note(inbox, '1', 99);
  moves.note(other, '1', undefined);
  expect(moves.way(nym, 'imap a', 'INBOX')).toBe(inbox);
  expect([inbox, sent, other].map((way) => [...moves.all(way)])).toEqual([[['1', 17]], [], [['1', undefined]]]);
  moves.forget(nym, 'imap a');
  expect(moves.all(inbox).size).toBe(0);
  expect(moves.all(other).size).toBe(1);
});

test('what is remembered is undone with the transaction around it', () => {
  const store = openMemoryStore();
  const way = store.moves.way(addBareNym(store), 'files', 'INBOX');
  expect(() =>
    store.transaction(() => {
      store.moves.note(way, '1', 1);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(store.moves.all(way).size).toBe(0);
});

test('one mail that is forgotten leaves the others of its way known', () => {
  const store = openMemoryStore();
  const way = store.moves.way(addBareNym(store), 'files', 'INBOX');
  for (const mail of ['1', '2']) store.moves.note(way, mail, 1);
  store.moves.forgetMail(way, '1');
  store.moves.note(way, '1', 7);
  expect([...store.moves.all(way)]).toEqual([
    ['1', 7],
    ['2', 1],
  ]);
});
