/** Packet tags this engine looks at (RFC 9580 §5). */
export const tags = {
  publicKeySession: 1,
  signature: 2,
  passphraseSession: 3,
  onePassSignature: 4,
  secretKey: 5,
  publicKey: 6,
  compressed: 8,
  encrypted: 9,
  marker: 10,
  literal: 11,
  encryptedWithMdc: 18,
  encryptedWithAead: 20,
  padding: 21,
} as const;

/** One packet in its frame. */
export interface Frame {
  readonly tag: number;
  /** Header and body as they stand. */
  readonly raw: Buffer;
  /** The body; of one in partial lengths, the first part. */
  readonly body: Buffer;
  /** False where the bytes end before the packet does. */
  readonly complete: boolean;
}

interface Length {
  readonly kind: 'whole' | 'partial' | 'open' | 'missing';
  readonly start: number;
  readonly length: number;
}

/** Walks over the packets from the start; ends at the end, or at the first byte that begins no packet. */
export function* readFrames(bytes: Buffer): Generator<Frame> {
  let at = 0;
  while (at < bytes.length) {
    const frame = readFrame(bytes, at);
    if (!frame) return;
    yield frame;
    at += frame.raw.length;
  }
}

/** RFC 9580 §4.2: bit 7 always set, bit 6 tells the new header from the old one. */
function readFrame(bytes: Buffer, at: number): Frame | undefined {
  const first = bytes[at] ?? 0;
  if ((first & 0x80) === 0) return undefined;
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
  const length = isNew ? readNewLength(bytes, at + 1) : readOldLength(bytes, at + 1, first & 3);
  const end = length.kind === 'partial' ? endOfParts(bytes, length) : length.start + length.length;
  return {
    tag,
    raw: bytes.subarray(at, Math.min(end, bytes.length)),
    body: bytes.subarray(length.start, Math.min(length.start + length.length, bytes.length)),
    complete: length.kind !== 'missing' && end <= bytes.length,
  };
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

/** RFC 9580 §4.2.2 */
function readOldLength(bytes: Buffer, at: number, type: number): Length {
  if (type === 3) return { kind: 'open', start: at, length: bytes.length - at };
  const width = 2 ** type;
  return sized(bytes, at + width, () => bytes.readUIntBE(at, width));
}

function sized(bytes: Buffer, start: number, length: () => number): Length {
  return start > bytes.length ? missing(bytes) : { kind: 'whole', start, length: length() };
}

function missing(bytes: Buffer): Length {
  return { kind: 'missing', start: bytes.length, length: 0 };
}

/** RFC 9580 §4.2.1.4: parts follow each other, the last of a plain length. Beyond the end where one is missing. */
function endOfParts(bytes: Buffer, first: Length): number {
  let part = first;
  while (part.kind === 'partial') part = readNewLength(bytes, part.start + part.length);
  return part.kind === 'missing' ? bytes.length + 1 : part.start + part.length;
}
