import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readPages } from '../../../../src/incoming/delivery/pages';
import { answer, html, plain } from '../../../support/pages';

describe('the pages of an answer', () => {
  test('are what the real server was asked for', () => {
    const recorded = readFileSync(join(__dirname, '../../../golden/nymserv/plain/17-url-text.txt'));
    const pages = readPages(recorded.subarray(recorded.indexOf('\n') + 1));
    expect(pages).toEqual([
      {
        url: 'http://127.0.0.1:8099/plain.txt',
        type: 'text/plain',
        charset: 'utf-8',
        bytes: Buffer.from('Plain ASCII page.\nFrom the start of a line.\nSecond line.\n'),
        failed: false,
      },
    ]);
  });

  test('are told apart although the server has them as alternatives of each other', () => {
    const pages = readPages(answer(plain('http://a.example/', 'one\n'), html('http://b.example/', '<p>two</p>')));
    expect(pages?.map(({ url, type, bytes }) => [url, type, bytes.toString()])).toEqual([
      ['http://a.example/', 'text/plain', 'one\n'],
      ['http://b.example/', 'text/html', '<p>two</p>'],
    ]);
  });

  test('keep their address whole where the server has folded it', () => {
    const long = `http://a.example/${'x'.repeat(80)},${'y'.repeat(80)}`;
    const folded = long.replace(',', ',\n ');
    expect(readPages(answer(plain(folded, 'x\n')))?.[0]?.url).toBe(long);
  });

  test.each([
    ['Could not fetch https://a.example/x. Got: [SSL: WRONG_VERSION_NUMBER] wrong version number', true],
    ['Could not fetch http://a.example/: 404 error', true],
    ['Cannot handle videofiles', true],
    ['Could not fetch the dog.\n\nA story\n\nin four\nchapters.', false],
  ])('%j is no page, or is one: %p', (text, failed) => {
    expect(readPages(answer(plain('http://a.example/', text)))?.[0]?.failed).toBe(failed);
  });

  test.each([
    ['the web server says', 'iso-8859-2', '<p>x</p>', 'iso-8859-2'],
    ['the page says', 'us-ascii', '<meta http-equiv="x" content="text/html; charset=KOI8-R">', 'koi8-r'],
    ['it can have', 'us-ascii', '<meta charset=utf-16>', 'utf-8'],
    ['its bytes are', 'us-ascii', 'Gr\xc3\xbc\xc3\x9fe', 'utf-8'],
    ['its bytes are, a mark of unreadable ones among them', 'us-ascii', 'Gr\xef\xbf\xbde', 'utf-8'],
    ['browsers fall back to', 'us-ascii', 'Gr\xfc\xdfe', 'windows-1252'],
  ])('have the charset that %s', (_name, named, body, charset) => {
    const part = `Content-Type: text/html; charset="${named}"\nContent-Transfer-Encoding: 7bit\n\n${body}`;
    expect(readPages(answer(part))?.[0]?.charset).toBe(charset);
  });

  test('are not looked for in what no nym server makes', () => {
    expect(readPages(Buffer.from('Content-Type: text/plain\n\nhello'))).toBeUndefined();
    expect(readPages(answer(...Array.from({ length: 21 }, () => plain('http://a.example/', 'x'))))).toBeUndefined();
  });
});
