import { describe, expect, test } from '@jest/globals';
import { readStructure } from '../../../../src/protocol/mime';
import { writeBodyStructure } from '../../../../src/protocol/imap/message/bodyStructure';

function structure(source: string, extended = true): string {
  return writeBodyStructure(readStructure(Buffer.from(source)).root, extended);
}

describe('writeBodyStructure', () => {
  test('a plain text', () => {
    expect(structure('A: b\r\n\r\nhello\r\n')).toBe(
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 1 NIL NIL NIL NIL)',
    );
  });

  test('BODY has no extension data', () => {
    expect(structure('A: b\r\n\r\nhello\r\n', false)).toBe(
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 1)',
    );
    expect(structure('Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--', false)).toBe(
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0) "mixed")',
    );
  });

  test('only texts and messages have lines', () => {
    expect(structure('Content-Type: image/png\r\n\r\nx\r\n')).toBe(
      '("image" "png" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)',
    );
    expect(structure('Content-Type: message/delivery-status\r\n\r\nx\r\n')).toContain('"7bit" 3 NIL');
  });

  test('a message in a message has envelope, structure and lines between size and extension data', () => {
    expect(structure('Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n')).toBe(
      '("message" "rfc822" NIL NIL NIL "7bit" 17 (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL) ' +
        '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)',
    );
  });

  test('disposition, language and location have their places', () => {
    const header =
      'Content-Type: application/x; name="a\\"b"\r\nContent-Disposition: Attachment; filename=c\r\n' +
      'Content-Language: de, en\r\nContent-Location: d\r\nContent-MD5: e\r\nContent-ID: <f>\r\nContent-Description: g\r\n';
    expect(structure(`${header}\r\n`)).toBe(
      '("application" "x" ("name" "a\\"b") "<f>" "g" "7bit" 0 "e" ("attachment" ("filename" "c")) ("de" "en") "d")',
    );
  });

  test.each([
    [
      'name*0*=utf-8\'\'%C3%A4; charset=utf-8; name*1="50%"; name*2*=%20c',
      `"charset" "utf-8" "name*" "utf-8''%C3%A450%25%20c"`,
    ],
    ['name*1=b.txt; name*0=a; charset=x', '"charset" "x" "name" "ab.txt"'],
    ["name*=utf-8''a; charset=x", `"name*" "utf-8''a" "charset" "x"`],
  ])('a client is spared the pieces of a long parameter (RFC 2231 §6): %s', (written, told) => {
    expect(structure(`Content-Type: text/plain; ${written}\r\n\r\n`)).toContain(`(${told})`);
  });

  test.each([
    ['a piece missing', 'name*0=a; name*2=b'],
    ['a piece twice', 'name*0=a; name*0=b'],
    ['no charset to decode with', 'name*0=a; name*1*=%20b'],
    ['another value beside', 'name=x; name*0=a; name*1=b'],
    ['odd numbers', 'name*00=a; name*1x=b; name*0**=c; name*=d'],
  ])('of pieces that do not fit nothing is lost: %s', (_, written) => {
    const values = [...written.matchAll(/(\S+)=([^;]+)/g)].map(([, key, value]) => `"${key}" "${value}"`);
    expect(structure(`Content-Type: text/plain; ${written}; charset=x\r\n\r\n`)).toContain(
      `(${values.join(' ')} "charset" "x")`,
    );
  });

  test('a multipart without parts shows one, as the grammar wants', () => {
    expect(structure('Content-Type: multipart/mixed; boundary=b\r\n\r\nx')).toBe(
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
    );
  });
});
