import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { readMailbox } from '../../../../src/protocol/imap/wire/mailboxName';
import { readModifiedUtf7, writeModifiedUtf7 } from '../../../../src/protocol/imap/wire/modifiedUtf7';
import { rawCommand } from '../../../../src/protocol/imap/wire/rawCommand';

describe('modified UTF-7', () => {
  test.each([
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'], // RFC 3501 §5.1.3
    ['Entwürfe', 'Entw&APw-rfe'],
    ['a & b', 'a &- b'],
    ['😀', '&2D3eAA-'],
  ])('%s is %s', (name, wire) => {
    expect(writeModifiedUtf7(name)).toBe(wire);
    expect(readModifiedUtf7(wire)).toBe(name);
  });

  test.each(['&', '&APw', '&AGE-', '&A-', '&APx-', 'ü', '&2D0-', '\x01', '&APw-&APw-x&'])('%j is none', (wire) => {
    expect(readModifiedUtf7(wire)).toBeUndefined();
  });

  test('every name comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(readModifiedUtf7(writeModifiedUtf7(name))).toBe(name);
      }),
    );
  });
});

describe('a mailbox name as a client gives it', () => {
  const read = (given: string) => readMailbox(new Cursor(rawCommand('{}', given)));

  test('may be the longest there is, with each mark apart and in modified UTF-7', () => {
    expect(read('u&AwgDBA-'.repeat(250))).toBe('ǖ'.repeat(250));
  });

  test('is refused unread where it is a message: to put a million marks in order takes hours', () => {
    expect(() => read('x'.repeat(4001))).toThrow(expect.objectContaining({ code: 'cannot' }));
  });
});
