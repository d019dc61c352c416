import { describe, expect, test } from '@jest/globals';
import { readStructure } from '../../../../src/protocol/mime';
import type { SectionText } from '../../../../src/protocol/imap/message/section';
import { locateSection } from '../../../../src/protocol/imap/message/section';

const inner = 'Subject: inner\r\nFrom: carol@example.net\r\n\r\nhello\r\n';
const source = Buffer.from(
  [
    'Subject: outer\r\nTo: panda@nym.test\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\npreamble\r\n',
    '--a\r\nX-One: 1\r\n\r\none\r\n',
    '--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\ntwo-one\r\n--b\r\n\r\ntwo-two\r\n--b--\r\n\r\n',
    `--a\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n`,
    '--a--\r\n',
  ].join(''),
);

/** What BODY[...] of a mail gives; undefined where there is no such thing. */
function extract(mail: Buffer, path: number[], text?: SectionText): string | undefined {
  const place = locateSection(readStructure(mail), text ? { path, text } : { path });
  if (!place) return undefined;
  const bytes = mail.subarray(place.start, place.end);
  return (place.filter ? place.filter(bytes) : bytes).toString('latin1');
}

describe('locateSection', () => {
  test('header and text together are the message', () => {
    const whole = `${extract(source, [], { kind: 'HEADER' }) ?? ''}${extract(source, [], { kind: 'TEXT' }) ?? ''}`;
    expect(whole).toBe(source.toString());
    expect(extract(source, [])).toBe(whole);
  });

  test.each([
    [[1], 'one'],
    [[2, 1], 'two-one'],
    [[2, 2], 'two-two'],
    [[3], inner],
    [[3, 1], 'hello\r\n'],
    [[4], undefined],
    [[1, 1], undefined],
    [[2, 3], undefined],
    [[3, 2], undefined],
    [[3, 1, 1], undefined],
  ])('part %j', (path, expected) => {
    expect(extract(source, path)).toBe(expected);
  });

  test('MIME is the header of the part, HEADER that of the message in it', () => {
    expect(extract(source, [1], { kind: 'MIME' })).toBe('X-One: 1\r\n\r\n');
    expect(extract(source, [3], { kind: 'MIME' })).toBe('Content-Type: message/rfc822\r\n\r\n');
    expect(extract(source, [3], { kind: 'HEADER' })).toBe('Subject: inner\r\nFrom: carol@example.net\r\n\r\n');
    expect(extract(source, [3], { kind: 'TEXT' })).toBe('hello\r\n');
    expect(extract(source, [3, 1], { kind: 'MIME' })).toBe('Subject: inner\r\nFrom: carol@example.net\r\n\r\n');
  });

  test('only a message has a header and a text', () => {
    expect(extract(source, [1], { kind: 'HEADER' })).toBeUndefined();
    expect(extract(source, [2], { kind: 'TEXT' })).toBeUndefined();
    expect(extract(source, [1], { kind: 'HEADER.FIELDS', fields: ['X-One'] })).toBeUndefined();
  });

  test('a message that is no multipart is its own part 1, and nothing else', () => {
    const plain = Buffer.from('Subject: x\r\n\r\nbody');
    expect(extract(plain, [1])).toBe('body');
    expect(extract(plain, [1], { kind: 'MIME' })).toBe('Subject: x\r\n\r\n');
    expect(extract(plain, [2])).toBeUndefined();
    expect(extract(plain, [1, 1])).toBeUndefined();
  });

  test('a message that is a message has the parts of that message below 1', () => {
    const wrapped = Buffer.from(`Content-Type: message/rfc822\r\n\r\n${inner}`);
    expect(extract(wrapped, [1])).toBe(inner);
    expect(extract(wrapped, [1, 1])).toBe('hello\r\n');
    expect(extract(wrapped, [1], { kind: 'HEADER' })).toBe('Subject: inner\r\nFrom: carol@example.net\r\n\r\n');
  });

  test('the empty part that BODYSTRUCTURE shows in an empty multipart can be fetched', () => {
    expect(extract(Buffer.from('Content-Type: multipart/mixed; boundary=a\r\n\r\nx'), [1])).toBe('');
  });
});

describe('HEADER.FIELDS', () => {
  const fields = (names: string[], mail = source) => extract(mail, [], { kind: 'HEADER.FIELDS', fields: names });
  const others = (names: string[], mail = source) => extract(mail, [], { kind: 'HEADER.FIELDS.NOT', fields: names });

  test('fields come in the order and with the bytes of the mail', () => {
    const mail = Buffer.from('SUBJECT :a\r\n\tb\r\nX: y\r\nto:c\r\nsubject: d\r\n\r\nbody');
    expect(fields(['To', 'Subject'], mail)).toBe('SUBJECT :a\r\n\tb\r\nto:c\r\nsubject: d\r\n\r\n');
    expect(others(['To', 'Subject'], mail)).toBe('X: y\r\n\r\n');
  });

  test('a field is not found by the beginning of its name', () => {
    expect(fields(['Sub', 'Content'])).toBe('\r\n');
  });

  test('the blank line is there even where the mail has none', () => {
    expect(fields(['To'], Buffer.from('To: a\r\n'))).toBe('To: a\r\n\r\n');
    expect(others(['X'], Buffer.from('To: a\r\n'))).toBe('To: a\r\n');
  });
});
