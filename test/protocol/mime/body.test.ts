import { describe, expect, test } from '@jest/globals';
import {
  decodeBody,
  decodeText,
  encodeBase64Lines,
  encodeQuotedPrintable,
  openBody,
  openText,
} from '../../../src/protocol/mime';

const plain = { encoding: '7bit', params: [] };

function text(encoding: string, charset: string | undefined, bytes: string): string {
  const params = charset === undefined ? [] : [['charset', charset] as const];
  return decodeText({ encoding, params }, Buffer.from(bytes, 'latin1'));
}

describe('decodeBody', () => {
  test.each([
    ['soft breaks', 'a=\r\nb=\nc= \r\nd', 'abcd'],
    ['blanks at line ends', 'a \t\r\nb  \nc ', 'a\r\nb\nc'],
    ['nonsense', '=XX=4=41=c3=', '=XX=4A\xc3'],
    ['lower case', '=e4', '\xe4'],
  ])('quoted-printable: %s', (_, source, expected) => {
    expect(decodeBody({ encoding: 'quoted-printable' }, Buffer.from(source)).toString('latin1')).toBe(expected);
  });

  test('base64 that was joined of padded pieces, with junk between, is read to its end', () => {
    expect(decodeBody({ encoding: 'base64' }, Buffer.from('aGk=\r\n!aGk=\r\naGlo\r\naA')).toString()).toBe('hihihihh');
  });

  test('an unknown encoding leaves the bytes alone', () => {
    const bytes = Buffer.from('x\0\xff', 'latin1');
    expect(decodeBody({ encoding: 'x-uuencode' }, bytes)).toEqual(bytes);
  });

  test.each(['base64', 'quoted-printable', '8bit'])('%s in pieces of any size is the same', (encoding) => {
    const source = Buffer.from(
      encoding === 'base64' ? encodeBase64Lines(Buffer.alloc(200, 'xyz')) : 'a=3D=\r\nb \r\n=C3=A4 c',
    );
    for (let size = 1; size < 20; size++) {
      const decoder = openBody({ encoding });
      const pieces: Buffer[] = [];
      for (let at = 0; at < source.length; at += size) pieces.push(decoder.write(source.subarray(at, at + size)));
      expect(Buffer.concat([...pieces, decoder.end()])).toEqual(decodeBody({ encoding }, source));
    }
  });
});

describe('decodeText', () => {
  test.each([
    ['utf-8', 'gr\xc3\xbc\xc3\x9fe', 'grüße'],
    ['iso-8859-1', 'gr\xfc\xdfe', 'grüße'],
    ['windows-1251', '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
    ['iso-2022-jp', '\x1b$B%F%9%H\x1b(B', 'テスト'],
    ['gb18030', '\xc4\xe3\xba\xc3', '你好'],
    ['us-ascii', '\xc3\xbc', 'ü'],
    ['no-such-charset', '\xfc', 'ü'],
    ['base64', 'aGk=', 'aGk='],
    [undefined, '\xfc', 'ü'],
  ])('charset %s', (charset, bytes, expected) => {
    expect(text('8bit', charset, bytes)).toBe(expected);
  });

  test('a character cut by the end of a piece is put together again', () => {
    const source = Buffer.from('ü€🐼ü€🐼');
    for (let cut = 0; cut <= source.length; cut++) {
      const decoder = openText(plain);
      expect(decoder.write(source.subarray(0, cut)) + decoder.write(source.subarray(cut)) + decoder.end()).toBe(
        'ü€🐼ü€🐼',
      );
    }
  });
});

describe('encodings for our own mail', () => {
  test('nothing in quoted-printable can be changed on its way', () => {
    const source = 'From here\r\nto there = ü \n\tx\t\n' + 'é'.repeat(100) + '\n.\n\0';
    const written = encodeQuotedPrintable(Buffer.from(source));
    expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(written).toMatch(/^[\n\t -~]*$/);
    expect(written).not.toMatch(/[ \t]$|^From /m);
    expect(decodeBody({ encoding: 'quoted-printable' }, Buffer.from(written)).toString()).toBe(
      source.replace(/\r\n/g, '\n'),
    );
  });

  test('base64 lines are full and end in LF', () => {
    const written = encodeBase64Lines(Buffer.alloc(60));
    expect(written).toBe(`${'A'.repeat(76)}\nAAAA\n`);
    expect(encodeBase64Lines(Buffer.alloc(0))).toBe('');
  });
});
