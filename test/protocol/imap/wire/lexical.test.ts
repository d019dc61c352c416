import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { latin1 } from '../../../../src/base/bytes';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { readAstring, readList, readNumber, readString } from '../../../../src/protocol/imap/wire/lexical';
import { rawCommand, readAnnounced } from '../../../../src/protocol/imap/wire/rawCommand';
import { writeAstring, writeString } from '../../../../src/protocol/imap/wire/write';

const cursor = (text: string, ...literals: string[]) => new Cursor(rawCommand(text, ...literals));

describe('strings', () => {
  test.each([
    ['abc', 'abc'],
    ['a]b', 'a]b'],
    ['"a \\"b\\\\"', 'a "b\\'],
    ['""', ''],
  ])('%s is %j', (text, expected) => {
    expect(readAstring(cursor(text)).toString('latin1')).toBe(expected);
  });

  test('once a client has enabled UTF-8, nothing else may stand in quotes (RFC 6855 §3)', () => {
    const read = (bytes: string, utf8: boolean) => readAstring(new Cursor(rawCommand(bytes), utf8)).toString('latin1');
    expect(read('"\xc3\xa9"', true)).toBe('\xc3\xa9');
    expect(read('"\xe9"', false)).toBe('\xe9');
    expect(() => read('"\xe9"', true)).toThrow(expect.objectContaining({ code: 'syntax' }));
  });

  test('a literal is taken as it is', () => {
    expect(readString(cursor('{}', 'a\r\n"b')).toString('latin1')).toBe('a\r\n"b');
  });

  test.each(['"abc', '"\\n"', '', '(', '"a\0b"'])('%j is none', (text) => {
    expect(() => readAstring(cursor(text))).toThrow(expect.objectContaining({ code: 'syntax' }));
  });

  test('what is written is read back, but for literals, which are counted', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = latin1('').toString('latin1') + Buffer.from(bytes).toString('latin1');
        const wire = writeString(text);
        const announced = readAnnounced(wire.split('\r\n', 1)[0] ?? '');
        const came =
          announced && wire.startsWith('{')
            ? wire.slice(wire.indexOf('\n') + 1)
            : readString(cursor(wire)).toString('latin1');
        expect(came).toBe(text);
      }),
    );
  });

  test('a word that would read as NIL is quoted', () => {
    expect([writeAstring('nil'), writeAstring(''), writeAstring('a b'), writeAstring('a.b')]).toEqual([
      '"nil"',
      '""',
      '"a b"',
      'a.b',
    ]);
  });
});

describe('numbers and lists', () => {
  test.each(['4294967296', '00000000001', 'x', ''])('%j is no number', (text) => {
    expect(() => readNumber(cursor(text))).toThrow(expect.objectContaining({ code: 'syntax' }));
  });

  test('a list may not be longer than its limit', () => {
    const c = cursor('(1 2 3)');
    expect(() => readList(c, 2, () => readNumber(c))).toThrow('More than 2 items');
  });

  test('an error names its place', () => {
    const c = cursor('ab cd');
    readAstring(c);
    expect(() => {
      c.expect('(');
    }).toThrow('Expected ( at character 3.');
  });
});

describe('the announcement of a literal', () => {
  test.each([
    ['a APPEND x {5}', { size: 5, asks: true, binary: false, text: 'a APPEND x ' }],
    ['a APPEND x {5+}', { size: 5, asks: false, binary: false, text: 'a APPEND x ' }],
    ['a APPEND x ~{5+}', { size: 5, asks: false, binary: true, text: 'a APPEND x ' }],
  ])('%s', (line, expected) => {
    expect(readAnnounced(line)).toEqual(expected);
  });

  test.each(['a', '{}', '{+}', '{5', '5}', '{-5}', '{5++}', '{123456789012345678901}'])('%s is none', (line) => {
    expect(readAnnounced(line)).toBeUndefined();
  });
});
