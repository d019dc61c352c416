import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMessageUrl } from '../../../../src/protocol/imap/command/messageUrl';
import { limits } from '../../../../src/protocol/imap/limits';

const whole = { path: [] };

describe('a URL of a message', () => {
  test.each([
    ['/INBOX/;UID=20', { mailbox: 'INBOX', uid: 20, section: whole }],
    ['/inbox;uidvalidity=3/;uid=20', { mailbox: 'INBOX', uidValidity: 3, uid: 20, section: whole }],
    [
      '/INBOX;UIDVALIDITY=1/;UID=20/;SECTION=1.2',
      { mailbox: 'INBOX', uidValidity: 1, uid: 20, section: { path: [1, 2] } },
    ],
    ['/a/b%2Fc/;UID=1/;PARTIAL=5', { mailbox: 'a/b/c', uid: 1, section: whole, partial: { start: 5 } }],
    ['/%E2%82%AC/;UID=1/;PARTIAL=5.10', { mailbox: '€', uid: 1, section: whole, partial: { start: 5, length: 10 } }],
    [';UID=7/;SECTION=HEADER', { uid: 7, section: { path: [], text: { kind: 'HEADER' } } }],
    ['//localhost/INBOX/;UID=1', { server: { host: 'localhost' }, mailbox: 'INBOX', uid: 1, section: whole }],
    [
      'IMAP://panda%40nym.test@LocalHost:1143/INBOX/;UID=1',
      { server: { host: 'localhost', user: 'panda@nym.test' }, mailbox: 'INBOX', uid: 1, section: whole },
    ],
    ['imap://[::1]:1143/INBOX/;UID=1', { server: { host: '[::1]' }, mailbox: 'INBOX', uid: 1, section: whole }],
  ])('is read as the client means it: %s', (text, expected) => {
    expect(readMessageUrl(text)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['a mailbox alone', '/INBOX'],
    ['a mailbox and its UIDVALIDITY alone', '/INBOX;UIDVALIDITY=1/'],
    ['UID 0', '/INBOX/;UID=0'],
    ['a UID beyond 32 bits', '/INBOX/;UID=4294967296'],
    ['no slash before the UID', '/INBOX;UID=1'],
    ['a slash before UIDVALIDITY', '/INBOX/;UIDVALIDITY=1/;UID=1'],
    ['UIDVALIDITY of no mailbox', ';UIDVALIDITY=1/;UID=1'],
    ['a mailbox without its slash', 'INBOX/;UID=1'],
    ['the parts in another order', '/INBOX/;PARTIAL=1/;UID=1'],
    ['a part twice', '/INBOX/;UID=1/;UID=2'],
    ['an authorization', '/INBOX/;UID=1;URLAUTH=anonymous:internal:00'],
    ['an expiry', '/INBOX/;UID=1/;EXPIRE=2026-11-26T00:00:00Z'],
    ['a search', '/INBOX?SUBJECT%20x'],
    ['a mechanism', 'imap://panda;AUTH=PLAIN@localhost/INBOX/;UID=1'],
    ['another scheme', 'http://localhost/INBOX/;UID=1'],
    ['no host', 'imap:///INBOX/;UID=1'],
    ['a port that is none', 'imap://localhost:x/INBOX/;UID=1'],
    ['a server without a mailbox', 'imap://localhost;UID=1'],
    ['a name that is not in UTF-8', '/%FF/;UID=1'],
    ['a broken escape', '/%e/;UID=1'],
    ['a space that is not escaped', '/a b/;UID=1'],
    ['no name', '//;UID=1'],
    ['a section that is none', '/INBOX/;UID=1/;SECTION=1]['],
    ['a section outside of its brackets', '/INBOX/;UID=1/;SECTION=1%5D%5B2'],
    ['an empty section', '/INBOX/;UID=1/;SECTION='],
    ['a partial of nothing', '/INBOX/;UID=1/;PARTIAL=0.0'],
    ['a URL over the limit', `/${'a'.repeat(limits.urlBytes)}/;UID=1`],
  ])('is not taken for one: %s', (_, text) => {
    expect(readMessageUrl(text)).toBeUndefined();
  });

  test('of any mailbox and part comes back as it was written', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `x${text}`.normalize('NFC'));
    const place = fc.record({
      name,
      uid: fc.integer({ min: 1, max: 0xffff_ffff }),
      path: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
      start: fc.nat(),
    });
    fc.assert(
      fc.property(place, ({ name, uid, path, start }) => {
        const url = `/${encodeURIComponent(name)}/;UID=${uid}/;SECTION=${path.join('.')}/;PARTIAL=${start}`;
        expect(readMessageUrl(url)).toEqual({ mailbox: name, uid, section: { path }, partial: { start } });
      }),
    );
  });

  test('may be anything at all without an error', () => {
    const bits = fc.constantFrom(
      'imap:',
      '//',
      '/',
      ';UID=',
      ';UIDVALIDITY=',
      ';SECTION=',
      ';PARTIAL=',
      '1',
      '@',
      '[',
      ']',
      ':',
      '%',
      '.',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(bits, fc.string({ maxLength: 3 })), { maxLength: 20 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        readMessageUrl(any);
      }),
      { numRuns: 1000 },
    );
  });
});
