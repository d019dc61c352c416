// WebP (RFC 9649 §2): RIFF with its length, "WEBP", then chunks of type, length (little-endian), data, a byte more where that is odd.

const drawing = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** RFC 9649 §2.7: the flags in VP8X that say that Exif and XMP follow. */
const notes = 0x08 | 0x04;

/** The picture with no chunk but those that it is drawn by. Undefined where it is damaged. */
export function cleanWebp(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 12) return undefined;
  const total = 8 + bytes.readUInt32LE(4);
  if (total > bytes.length) return undefined;
  const kept: Buffer[] = [];
  let at = 12;
  while (at + 8 <= total) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (end > total) return undefined;
    const type = bytes.toString('latin1', at, at + 4);
    if (drawing.has(type)) kept.push(type === 'VP8X' ? withoutNotes(bytes.subarray(at, end)) : bytes.subarray(at, end));
    at = end;
  }
  if (at !== total || kept.length === 0) return undefined;
  const chunks = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(chunks.length + 4, 4);
  return Buffer.concat([head, chunks]);
}

function withoutNotes(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  if (copy.length > 8) copy.writeUInt8((copy[8] ?? 0) & ~notes, 8);
  return copy;
}
