import { describe, expect, test } from '@jest/globals';
import { decodeWords, encodeWords, fieldRaw, fieldText, readHeader, writeField } from '../../../src/protocol/mime';

describe('writeField', () => {
  test('a value cannot begin another field', () => {
    const written = writeField('Subject', 'hello\r\nBcc: mallory@example.org\n\nbody\0');
    expect(readHeader(Buffer.from(written)).fields).toHaveLength(1);
  });

  test('long values are folded at blanks and read back the same', () => {
    const value = Array.from({ length: 60 }, (_, i) => `<message-${i}@example.org>`).join(' ');
    const written = writeField('References', value);
    expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    const [field] = readHeader(Buffer.from(written)).fields;
    expect(field && fieldRaw(field)).toBe(value);
  });

  test('what has no blanks is not broken', () => {
    expect(writeField('X', 'a'.repeat(200))).toBe(`X: ${'a'.repeat(200)}\n`);
  });

  test('an empty value leaves no blank line behind', () => {
    expect(writeField('Subject', ' \n ')).toBe('Subject: \n');
  });
});

describe('encodeWords', () => {
  test('plain text is left alone', () => {
    expect(encodeWords('Lunch? 100% = "yes"')).toBe('Lunch? 100% = "yes"');
  });

  test('a text that looks encoded arrives as it was typed', () => {
    expect(decodeWords(encodeWords('=?utf-8?Q?x?='))).toBe('=?utf-8?Q?x?=');
  });

  test.each(['Grüße', '日本語の件名'.repeat(20), 'a'.repeat(300) + 'é', '🐼'.repeat(60), 'tab\tand\nline'])(
    '%j is read as it was written, in words of 75 at most',
    (text) => {
      const written = writeField('Subject', encodeWords(text));
      expect(written).toMatch(/^[\n -~]*$/);
      expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
      const [field] = readHeader(Buffer.from(written)).fields;
      expect(field && fieldText(field)).toBe(text);
    },
  );
});
