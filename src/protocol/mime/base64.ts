import type { Decoder } from './decoder';

const columns = 76;

const equals = 0x3d;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The six bits that each byte stands for; 64 for bytes that stand for none. */
const values = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = alphabet.indexOf(String.fromCharCode(byte));
  return value < 0 ? 64 : value;
});

/**
 * Undoes base64 (RFC 2045 §6.8) piece by piece: everything outside the alphabet is skipped, and padding may stand in the middle, where
 * encoded pieces were joined. Not Node's own decoder, which takes padding for the end.
 */
export function openBase64(): Decoder<Buffer> {
  const state: Group = { bits: 0, digits: 0 };
  return { write: (bytes) => decode(state, bytes), end: () => finish(state) };
}

/** Whether Node's own decoder sees the same in it: padding at the end only, and none of the letters of base64url. */
export function isOrdinaryBase64(bytes: Buffer): boolean {
  if (bytes.includes('-') || bytes.includes('_')) return false;
  const padding = bytes.indexOf('=');
  return padding < 0 || (bytes.length - padding < 100 && /^[=\s]*$/.test(bytes.toString('latin1', padding)));
}

/** The digits of a group of four so far. */
interface Group {
  bits: number;
  digits: number;
}

function decode(state: Group, bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil(((bytes.length + 3) * 3) / 4));
  let length = 0;
  for (const byte of bytes) {
    const value = values[byte] ?? 64;
    if (value < 64) {
      state.bits = ((state.bits << 6) | value) & 0xffffff;
      if (++state.digits < 4) continue;
      out.writeUIntBE(state.bits, length, 3);
      length += 3;
      state.digits = 0;
    } else if (byte === equals && state.digits > 0) length += finish(state).copy(out, length);
  }
  return out.subarray(0, length);
}

/** What a group that padding or the end cut short still holds: two digits make a byte, three make two. */
function finish(state: Group): Buffer {
  const { bits, digits } = state;
  state.digits = 0;
  if (digits < 2) return Buffer.alloc(0);
  return Buffer.from(digits === 2 ? [bits >> 4] : [bits >> 10, (bits >> 2) & 0xff]);
}

/** Base64 in lines of 76 characters, each with LF (RFC 2045 §6.8); '' for nothing. */
export function encodeBase64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += columns) lines.push(text.slice(at, at + columns), '\n');
  return lines.join('');
}
