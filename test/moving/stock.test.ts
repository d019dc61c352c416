import { expect, test } from '@jest/globals';
import { openStock } from '../../src/moving/stock';
import { accountWith } from '../support/moving';

/** A mailbox with mails of one size, and how often one of them was read. */
function twins(count: number) {
  const source = (n: number) => Buffer.from(`Subject: ${String(n).padStart(5, '0')}\r\n\r\n`);
  const { store, nymId } = accountWith(Array.from({ length: count }, (_, n) => ({ source: source(n) })));
  const reads = { count: 0 };
  const { messages } = store.mail;
  const bytes: typeof messages.bytes = (...wishes) => {
    reads.count++;
    return messages.bytes(...wishes);
  };
  const counting = { ...store, mail: { ...store.mail, messages: { ...messages, bytes } } };
  const inbox = store.mail.mailboxes.byName(nymId, 'INBOX');
  if (!inbox) throw new Error('no INBOX');
  return { source, reads, stock: openStock(counting, inbox.id, new Map()) };
}

test('mails of one size cost one reading each, however many are compared with them', () => {
  const { source, reads, stock } = twins(60);
  for (let n = 100; n < 160; n++) expect(stock.take(source(n))).toBeUndefined();
  expect(reads.count).toBe(60);
});

test('each is found once, in whatever order it is looked for', () => {
  const { source, reads, stock } = twins(20);
  const found = Array.from({ length: 20 }, (_, n) => stock.take(source(19 - n)));
  expect(found).toEqual(Array.from({ length: 20 }, (_, n) => 20 - n));
  expect(stock.take(source(3))).toBeUndefined();
  expect(reads.count).toBe(20);
});

test('the same mail twice is found twice, the first one first', () => {
  const { store, nymId } = accountWith([{ source: 'a\r\n' }, { source: 'b\r\n' }, { source: 'a\r\n' }]);
  const inbox = store.mail.mailboxes.byName(nymId, 'INBOX');
  if (!inbox) throw new Error('no INBOX');
  const stock = openStock(store, inbox.id, new Map());
  const take = (text: string) => stock.take(Buffer.from(text));
  expect([take('b\r\n'), take('a\r\n'), take('a\r\n'), take('a\r\n')]).toEqual([2, 1, 3, undefined]);
});
