import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cleanFile } from '../../../src/protocol/picture';

const golden = (name: string) => readFileSync(join(__dirname, '../../golden/pictures', name));
const pictures = ['photo.jpg', 'progressive.jpg', 'photo.png', 'photo.webp', 'moving.gif'];

function cleaned(bytes: Buffer): Buffer {
  const result = cleanFile(bytes);
  if (result.kind !== 'cleaned') throw new Error(`not cleaned: ${result.kind}`);
  return result.bytes;
}

/** All that a JPEG's scans hold: from the first start of scan on. */
const scans = (jpeg: Buffer) =>
  jpeg.subarray(jpeg.indexOf('\xff\xda', 0, 'latin1'), jpeg.lastIndexOf('\xff\xd9', undefined, 'latin1'));
const chunks = (png: Buffer) =>
  [...png.toString('latin1').matchAll(/IHDR|IDAT|IEND|tEXt|iTXt|zTXt|eXIf|tIME/g)].map(([name]) => name);

describe.each(pictures)('%s', (name) => {
  test('tells nobody’s name any more, nor a camera or a program', () => {
    const text = cleaned(golden(name)).toString('latin1');
    expect(text).not.toMatch(/Realname|Secret|xmp|exiftool|Photoshop/i);
    expect(golden(name).toString('latin1')).toContain('Realname');
  });

  test('cleaned twice is as cleaned once', () => {
    const once = cleaned(golden(name));
    expect(cleaned(once)).toEqual(once);
  });

  test('that is cut off is said to be damaged, and never half a picture', () => {
    const whole = cleaned(golden(name));
    for (const length of [whole.length - 1, whole.length >> 1, 20])
      expect(cleanFile(whole.subarray(0, length))).toEqual({
        kind: 'uncleanable',
        what: expect.stringContaining('that is damaged'),
      });
  });
});

describe('what a picture shows stays as it was', () => {
  test.each(['photo.jpg', 'progressive.jpg'])('the data of %s, to the byte', (name) => {
    const before = golden(name);
    const after = cleaned(before);
    const data = scans(after);
    expect(before.includes(data)).toBe(true);
    expect(data.length).toBeGreaterThan(50);
  });

  test('a photo that lies on its side still stands upright: the orientation is all that is left of its Exif', () => {
    const exif = 'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0';
    expect(cleaned(golden('photo.jpg')).includes(Buffer.from(`\xff\xe1\0\x22${exif}`, 'latin1'))).toBe(true);
    expect(cleaned(golden('progressive.jpg')).includes('Exif')).toBe(false);
  });

  test('of a PNG all chunks that it is drawn by are left, and no other', () => {
    expect(chunks(golden('photo.png'))).toContain('tEXt');
    expect(new Set(chunks(cleaned(golden('photo.png'))))).toEqual(new Set(['IHDR', 'IDAT', 'IEND']));
  });

  test('a GIF still moves, and for ever', () => {
    const gif = cleaned(golden('moving.gif'));
    expect(gif.toString('latin1')).toContain('NETSCAPE2.0');
    expect(gif.toString('latin1').split('\x21\xf9\x04')).toHaveLength(4);
  });

  test('a WebP says no longer that notes follow, and how long it is', () => {
    const webp = cleaned(golden('photo.webp'));
    expect(webp.readUInt32LE(4)).toBe(webp.length - 8);
    expect((webp[20] ?? 0) & 0x0c).toBe(0);
  });
});

test.each([
  ['a PDF document', '%PDF-1.7\n'],
  ['a TIFF or raw picture', 'II*\0\x08\0\0\0'],
  ['a HEIC or AVIF picture, or an MP4 video', '\0\0\0\x18ftypheic'],
  ['an Office document or a ZIP archive', 'PK\x03\x04\x14\0'],
  ['an MP3 recording', 'ID3\x04\0'],
  ['a WAV recording or an AVI video', 'RIFF\x10\0\0\0WAVE'],
  ['an SVG drawing', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'],
  ['a calendar entry or a card', 'BEGIN:VCARD\r\nFN:Alice Realname\r\n'],
  ['a file of a kind that is not known', '\x01\x02\x03'],
])('%s is named, for it cannot be cleaned', (what, start) => {
  expect(cleanFile(Buffer.from(start, 'latin1'))).toEqual({ kind: 'uncleanable', what });
});

test.each(['Hello\r\n', 'Gr\xfc\xdfe', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n', ''])(
  '%j is a text: nothing but its words',
  (text) => {
    expect(cleanFile(Buffer.from(text, 'latin1'))).toEqual({ kind: 'bare' });
  },
);
