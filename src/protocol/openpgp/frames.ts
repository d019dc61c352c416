import { OpenPgpError } from './errors';
import { limits } from './limits';

/** Packet tags this engine looks at (RFC 9580 §5). */
export const tags = {
  publicKeySession: 1,
  signature: 2,
  passphraseSession: 3,
  onePassSignature: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  encrypted: 9,
  marker: 10,
  literal: 11,
  /** GnuPG's own notes in its key rings. */
  trust: 12,
  userId: 13,
  publicSubkey: 14,
  encryptedWithMdc: 18,
  encryptedWithAead: 20,
  padding: 21,
} as const;

/** One packet. */
export interface Frame {
  readonly tag: number;
  /** Header and body as they stand. */
  readonly raw: Buffer;
  /** The body, put together where it is in parts; a copy only then. */
  readonly body: Buffer;
  /** False where the bytes end before the packet does, or its parts are of no sensible length. */
  readonly complete: boolean;
}

interface Length {
  readonly kind: 'whole' | 'partial' | 'missing';
  /** Where the body begins, and its length, both in bytes. */
  readonly start: number;
  readonly length: number;
}

/**
 * Walks over the packets from the start; ends at the end, or at the first byte that begins no packet. Throws
 * `unsupported` past `most` packets.
 */
export function* readFrames(bytes: Buffer, most: number = limits.messagePackets): Generator<Frame> {
  let at = 0;
  for (let met = 0; at < bytes.length; met++) {
    const frame = readFrame(bytes, at);
    if (!frame) return;
    if (met >= most) throw new OpenPgpError('unsupported', `There are more than ${most} packets here.`);
    yield frame;
    at += frame.raw.length;
  }
}

/** A packet with a new header and one length, whatever it had before. */
export function writeFrame(tag: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag]), writeLength(body.length), body]);
}

/** RFC 9580 §4.2.1: as short as can be. */
function writeLength(length: number): Buffer {
  if (length < 192) return Buffer.from([length]);
  if (length < 8384) return Buffer.from([192 + ((length - 192) >> 8), (length - 192) & 255]);
  const long = Buffer.from([255, 0, 0, 0, 0]);
  long.writeUInt32BE(length, 1);
  return long;
}

/** RFC 9580 §4.2: bit 7 always set, bit 6 tells the new header from the old one. */
function readFrame(bytes: Buffer, at: number): Frame | undefined {
  const first = bytes[at] ?? 0;
  if ((first & 0x80) === 0) return undefined;
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
  const length = isNew ? readNewLength(bytes, at + 1) : readOldLength(bytes, at + 1, first & 3);
  if (length.kind === 'partial') return { tag, ...joinParts(bytes, at, length) };
  const end = length.start + length.length;
  const complete = length.kind === 'whole' && end <= bytes.length;
  return { tag, raw: bytes.subarray(at, end), body: bytes.subarray(length.start, end), complete };
}

/** RFC 9580 §4.2.1 */
function readNewLength(bytes: Buffer, at: number): Length {
  const first = bytes[at];
  if (first === undefined) return missing(bytes);
  if (first < 192) return { kind: 'whole', start: at + 1, length: first };
  if (first < 224) return sized(bytes, at + 2, () => ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192);
  if (first < 255) return { kind: 'partial', start: at + 1, length: 2 ** (first & 0x1f) };
  return sized(bytes, at + 5, () => bytes.readUInt32BE(at + 1));
}

/** RFC 9580 §4.2.2; type 3 reaches to the end. */
function readOldLength(bytes: Buffer, at: number, type: number): Length {
  if (type === 3) return { kind: 'whole', start: at, length: bytes.length - at };
  const width = 2 ** type;
  return sized(bytes, at + width, () => bytes.readUIntBE(at, width));
}

function sized(bytes: Buffer, start: number, length: () => number): Length {
  return start > bytes.length ? missing(bytes) : { kind: 'whole', start, length: length() };
}

function missing(bytes: Buffer): Length {
  return { kind: 'missing', start: bytes.length, length: 0 };
}

/**
 * RFC 9580 §4.2.1.4: parts follow each other, the last of a plain length. The first must be of 512 bytes or more; here
 * all must but the last, for a part costs more than its bytes, and no program writes smaller ones.
 */
function joinParts(bytes: Buffer, at: number, first: Length): Omit<Frame, 'tag'> {
  const parts: Buffer[] = [];
  let part = first;
  while (part.kind === 'partial' && part.length >= 512) {
    parts.push(bytes.subarray(part.start, part.start + part.length));
    part = readNewLength(bytes, part.start + part.length);
  }
  const end = part.start + part.length;
  parts.push(bytes.subarray(part.start, end));
  const complete = part.kind === 'whole' && end <= bytes.length;
  return { raw: bytes.subarray(at, complete ? end : bytes.length), body: Buffer.concat(parts), complete };
}
