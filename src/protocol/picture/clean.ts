import { isUtf8 } from 'node:buffer';
import { asBuffer } from '../../base/bytes';
import { cleanGif } from './gif';
import { cleanJpeg } from './jpeg';
import { kindOf } from './kinds';
import { cleanPng } from './png';
import { cleanWebp } from './webp';

/**
 * What can be done about what a file notes of its maker: places, cameras, authors, dates. `bare`: there is nothing in it but its text.
 * `uncleanable`: `what` it is, as in "a PDF document".
 */
export type Cleaned =
  | { readonly kind: 'cleaned'; readonly bytes: Buffer }
  | { readonly kind: 'bare' }
  | { readonly kind: 'uncleanable'; readonly what: string };

/** A kind of picture that can be cleaned: how it begins, and its cleaner, which gives undefined where the picture is damaged. */
interface Format {
  readonly name: string;
  readonly begins: (bytes: Buffer) => boolean;
  readonly clean: (bytes: Buffer) => Buffer | undefined;
}

const has = (bytes: Buffer, at: number, text: string) => bytes.toString('latin1', at, at + text.length) === text;

const formats: readonly Format[] = [
  { name: 'a JPEG picture', begins: (bytes) => has(bytes, 0, '\xff\xd8\xff'), clean: cleanJpeg },
  { name: 'a PNG picture', begins: (bytes) => has(bytes, 0, '\x89PNG\r\n\x1a\n'), clean: cleanPng },
  { name: 'a GIF picture', begins: (bytes) => has(bytes, 0, 'GIF87a') || has(bytes, 0, 'GIF89a'), clean: cleanGif },
  {
    name: 'a WebP picture',
    begins: (bytes) => has(bytes, 0, 'RIFF') && has(bytes, 8, 'WEBP'),
    clean: cleanWebp,
  },
];

/** Told by its bytes, whatever its name and declared type are. Never throws; takes linear time; what it gives is no longer than the file. */
export function cleanFile(file: Uint8Array): Cleaned {
  const bytes = asBuffer(file);
  const format = formats.find(({ begins }) => begins(bytes));
  if (format) {
    const clean = format.clean(bytes);
    return clean ? { kind: 'cleaned', bytes: clean } : { kind: 'uncleanable', what: `${format.name} that is damaged` };
  }
  const known = kindOf(bytes);
  if (known !== undefined) return { kind: 'uncleanable', what: known };
  return isText(bytes) ? { kind: 'bare' } : { kind: 'uncleanable', what: 'a file of a kind that is not known' };
}

/** Text of any charset has no control characters but those that lay it out. */
function isText(bytes: Buffer): boolean {
  return bytes.every(isPrintable) && (isUtf8(bytes) || !bytes.includes(0x7f));
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === 0x1b;
}
