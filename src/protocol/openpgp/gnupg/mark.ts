import { asBuffer } from '../../../base/bytes';

/**
 * The one public number that tells a key from every other, as hex without leading zeros: by it a secret half finds its
 * public one. Points on Curve25519 go with and without the byte that says how they are written.
 */
export function markOf(number: Uint8Array): string {
  const bytes = asBuffer(number);
  const point = bytes.length === 33 && bytes[0] === 0x40 ? bytes.subarray(1) : bytes;
  return withoutZeros(point).toString('hex');
}

/** A big-endian number in as few bytes as it needs. */
export function withoutZeros(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
