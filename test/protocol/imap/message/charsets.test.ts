import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { charsetList, charsetReader } from '../../../../src/protocol/imap/message/charsets';
import { converse } from '../../../support/converse';
import { openImap } from '../../../support/imap';
import type { TestImap } from '../../../support/imap';

let server: TestImap;

beforeAll(async () => {
  server = await openImap();
});
afterAll(() => server.stop());

const words: Readonly<Record<string, string>> = {
  'UTF-8': 'Zoë',
  'ISO-8859-1': 'Grün',
  'iso-8859-2': 'Łódź',
  'Windows-1252': 'naïve “x”',
  'KOI8-R': 'привет',
  Shift_JIS: '日本',
  'EUC-KR': '한국',
  GB18030: '中国',
  Big5: '中國',
};

/** A mail of the word, and a search for it in small letters. */
async function search(charset: string, bytes: Buffer, word: string): Promise<string> {
  const mail = Buffer.from(`Content-Type: text/plain; charset=utf-8\r\n\r\n${word.toUpperCase()}\r\n`);
  const lines = [
    ...[
      'a LOGIN panda@nym.test secret\r\n',
      `b CREATE ${charset}\r\n`,
      `c APPEND ${charset} {${mail.length}+}\r\n`,
      mail,
    ],
    ...[`\r\nd SELECT ${charset}\r\n`, `e SEARCH CHARSET ${charset} BODY {${bytes.length}+}\r\n`, bytes, '\r\n'],
  ];
  return converse(server.port, Buffer.concat(lines.map((line) => Buffer.from(line))));
}

describe('a client that searches in an old charset', () => {
  test.each(Object.entries(words))('finds what it says in %s', async (charset, word) => {
    expect(await search(charset, iconv.encode(word, charset), word)).toMatch(/^\* SEARCH 1\r$/m);
  });

  test('may leave out hyphens', () => {
    expect(charsetReader('utf8')?.(Buffer.from('Zoë'))).toBe('Zoë');
    expect(charsetReader('iso88591')?.(Buffer.from('Gr\xfcn', 'latin1'))).toBe('Grün');
  });

  test('is told where its text is in another than it says', async () => {
    expect(await search('UTF-8', Buffer.from('Gr\xfcn', 'latin1'), 'Grün')).toMatch(/^e NO \[CANNOT\]/m);
  });

  test('is told which there are, where it names another', async () => {
    const answer = await search('KOI9', Buffer.from('x'), 'x');
    expect(answer).toContain(`e NO [BADCHARSET (${charsetList})]`);
  });

  test.each(['base64', 'hex', 'binary', 'utf-7', 'utf-16', 'utf_8', ''])('%s is no charset for that', (name) => {
    expect(charsetReader(name)).toBeUndefined();
  });

  test('is told the truth: each charset of the list reads as itself', () => {
    const misread = charsetList.split(' ').filter((name) => {
      // the letter that stands for so much: what each of them has beyond ASCII differs
      const bytes = Buffer.from([0xb0, 0xc4]);
      const known =
        iconv.encodingExists(name) && name !== 'US-ASCII' && name !== 'UTF-8' ? iconv.decode(bytes, name) : undefined;
      return known !== undefined && charsetReader(name)?.(bytes) !== known;
    });
    expect(misread).toEqual([]);
    expect(charsetReader('ISO-2022-JP')?.(Buffer.from('\x1b$BF|K\\\x1b(B', 'latin1'))).toBe('日本');
  });
});
