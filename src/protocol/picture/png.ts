// PNG (third edition): a signature, then chunks of length, type, data and checksum.

/** What a picture is drawn by, animations included. Everything else is notes: texts, dates, Exif, an editor's own. */
const drawing = new Set(
  'IHDR PLTE tRNS IDAT IEND acTL fcTL fdAT gAMA cHRM sRGB iCCP sBIT cICP bKGD pHYs hIST sPLT'.split(' '),
);

/** The picture with no chunk but those, and nothing behind its end. Undefined where it is damaged. */
export function cleanPng(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (drawing.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}
