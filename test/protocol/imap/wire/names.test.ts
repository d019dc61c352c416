import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { readModifiedUtf7, writeModifiedUtf7 } from '../../../../src/protocol/imap/wire/modifiedUtf7';

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
