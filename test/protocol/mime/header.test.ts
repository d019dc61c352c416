import { describe, expect, test } from '@jest/globals';
import { fieldRaw, fieldText, firstField, mimeLimits, readHeader } from '../../../src/protocol/mime';

function fieldsOf(text: string) {
  return readHeader(Buffer.from(text, 'latin1')).fields;
}

describe('readHeader', () => {
  test('the fields and the blank line are the header, byte for byte', () => {
    const source = Buffer.from('Subject: a\r\n b\r\nX-Y:z\r\n\r\nbody');
    const { fields, end } = readHeader(source);
    expect(fields.map((field) => field.raw.toString())).toEqual(['Subject: a\r\n b\r\n', 'X-Y:z\r\n']);
    expect(fields.map(({ start, end: stop }) => source.subarray(start, stop).toString())).toEqual(
      fields.map((field) => field.raw.toString()),
    );
    expect(source.subarray(end).toString()).toBe('body');
  });

  test('a header without a blank line ends with the message', () => {
    expect(readHeader(Buffer.from('Subject: a')).end).toBe(10);
    expect(fieldsOf('Subject: a').map(fieldRaw)).toEqual(['a']);
  });

  test('a message that begins with a blank line has no fields', () => {
    expect(readHeader(Buffer.from('\r\nbody'))).toEqual({ fields: [], end: 2 });
    expect(readHeader(Buffer.from('\nbody'))).toEqual({ fields: [], end: 1 });
  });

  test('a lone CR does not end the header', () => {
    const { fields, end } = readHeader(Buffer.from('A: b\r\n\rC: d\r\n\r\n'));
    expect([fields.length, end]).toEqual([2, 15]);
  });

  test('a line of blanks goes on with the field before it', () => {
    expect(fieldsOf('A: b\r\n \r\nC: d\r\n\r\n').map((field) => field.name)).toEqual(['A', 'C']);
  });

  test('lines that are no field have no name, so that nobody finds them', () => {
    const fields = fieldsOf('From bob@example.org Sun Nov 22\r\n folded\r\nnonsense\r\n: empty\r\nTo : x\r\n\r\n');
    expect(fields.map((field) => field.name)).toEqual(['', '', '', 'To']);
    expect(firstField(fields, 'From')).toBeUndefined();
  });

  test('a header that never ends is cut, not kept in memory', () => {
    const source = Buffer.alloc(mimeLimits.headerBytes + 1000, 'a: b\r\n');
    expect(readHeader(source).end).toBe(mimeLimits.headerBytes);
  });
});

describe('the text of a field', () => {
  test('folds go, their blanks stay', () => {
    expect(fieldsOf('Subject: long\r\n\tline\r\n  too \r\n\r\n').map(fieldRaw)).toEqual(['long\tline  too']);
  });

  test('encoded words are decoded, also where they were split inside a character', () => {
    const [field] = fieldsOf('subject: =?utf-8?B?R3LD?=\r\n =?utf-8?B?vMOfZQ==?= an =?iso-8859-1?q?Zo=EB?=\r\n');
    expect(field && fieldText(field)).toBe('Grüße an Zoë');
    expect(firstField(field ? [field] : [], 'SUBJECT')).toBe(field);
  });

  test('an unknown charset or broken encoding loses nothing but itself', () => {
    const [field] = fieldsOf('Subject: before =?x-klingon?B?aGk=?= =?utf-8?B?!!!?= =?utf-8?Q?open\r\n');
    expect(field && fieldText(field)).toMatch(/^before hi.*=\?utf-8\?Q\?open$/);
  });

  test('unlabelled bytes are UTF-8 where they can be', () => {
    const texts = fieldsOf(`A: ${Buffer.from('ü').toString('latin1')}\r\nB: \xfc\x85\r\n`).map(fieldRaw);
    expect(texts).toEqual(['ü', 'ü…']);
  });
});
