import { latin1 } from '../../base/bytes';

// JPEG (ITU-T T.81 Annex B): segments, each a marker and a length, and after a start of scan the picture itself.

const app = 0xe0;
const comment = 0xfe;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/**
 * The picture with no segment but those that it is drawn by: of the application's own (APP0 to APP15) the JFIF header without its
 * thumbnail, the colour profile, Adobe's note on colours, and the orientation, without which it would lie on its side. Undefined
 * where it is damaged.
 */
export function cleanJpeg(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  for (let at = 2; ;) {
    const segment = readSegment(bytes, at);
    if (!segment) return undefined;
    if (segment.marker === endOfImage) return Buffer.concat([...kept, latin1('\xff\xd9')]);
    const clean = cleanSegment(segment);
    if (clean) kept.push(clean);
    at = segment.end;
    if (segment.marker !== startOfScan) continue;
    const end = endOfScan(bytes, at);
    kept.push(bytes.subarray(at, end));
    at = end;
  }
}

interface Segment {
  readonly marker: number;
  /** Marker, length and all. */
  readonly raw: Buffer;
  readonly body: Buffer;
  readonly end: number;
}

function readSegment(bytes: Buffer, start: number): Segment | undefined {
  let at = start;
  if (bytes[at] !== 0xff) return undefined;
  // a marker may have any number of fill bytes before it
  while (bytes[at + 1] === 0xff) at++;
  const marker = bytes[at + 1] ?? 0;
  if (marker === endOfImage)
    return { marker, raw: bytes.subarray(at, at + 2), body: bytes.subarray(0, 0), end: at + 2 };
  if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8) || at + 4 > bytes.length) return undefined;
  const length = bytes.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) return undefined;
  return { marker, raw: bytes.subarray(at, end), body: bytes.subarray(at + 4, end), end };
}

/** Where the picture's data end: at the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function cleanSegment({ marker, raw, body }: Segment): Buffer | undefined {
  if (marker === comment) return undefined;
  if (marker < app || marker > app + 15) return raw;
  const starts = (text: string) => body.toString('latin1', 0, text.length) === text;
  if (marker === app && starts('JFIF\0') && body.length >= 14) return withoutThumbnail(body);
  if (marker === app + 1 && starts('Exif\0\0')) return orientationOnly(body.subarray(6));
  if (marker === app + 2 && starts('ICC_PROFILE\0')) return raw;
  return marker === app + 14 && starts('Adobe') && body.length >= 12
    ? writeSegment(app + 14, body.subarray(0, 12))
    : undefined;
}

/** JFIF 1.02: the last two of 14 bytes are the thumbnail's size. */
function withoutThumbnail(body: Buffer): Buffer {
  return writeSegment(app, Buffer.concat([body.subarray(0, 12), Buffer.alloc(2)]));
}

function writeSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

const orientationTag = 0x0112;

/** An Exif segment with one entry, where the picture is turned or mirrored; undefined where it is not. */
function orientationOnly(tiff: Buffer): Buffer | undefined {
  const orientation = readOrientation(tiff);
  if (orientation === undefined || orientation < 2 || orientation > 8) return undefined;
  // TIFF 6.0 §2: byte order, 42, the first directory at 8; one entry: tag, SHORT, one of them, its value; no other directory
  const body = Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  body.writeUInt16BE(orientation, body.length - 8);
  return writeSegment(app + 1, body);
}

function readOrientation(tiff: Buffer): number | undefined {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  if (!little && tiff.toString('latin1', 0, 2) !== 'MM') return undefined;
  const short = (at: number) =>
    at + 2 > tiff.length ? undefined : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  if (tiff.length < 8) return undefined;
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = short(directory) ?? 0;
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    const tag = short(at);
    if (tag === undefined) return undefined;
    if (tag === orientationTag) return short(at + 8);
  }
  return undefined;
}
