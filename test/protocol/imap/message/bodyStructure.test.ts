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

  test('a multipart without parts shows one, as the grammar wants', () => {
    expect(structure('Content-Type: multipart/mixed\r\n\r\nx')).toBe(
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)',
    );
  });
});
