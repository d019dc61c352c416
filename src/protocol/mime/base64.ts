import type { Decoder } from './decoder';

const columns = 76;

/**
 * Undoes base64 (RFC 2045 §6.8) piece by piece: everything outside the alphabet is skipped, and padding may stand in the middle, where
 * encoded pieces were joined.
 */
export function openBase64(): Decoder<Buffer> {
  let rest = '';
  return {
    write: (bytes) => {
      const text = rest + bytes.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '');
      const groups = text.split(/=+/);
      const last = groups.pop() ?? '';
      const whole = last.length - (last.length % 4);
      rest = last.slice(whole);
      return Buffer.concat([...groups, last.slice(0, whole)].map(decode));
    },
    end: () => decode(rest),
  };
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/** Base64 in lines of 76 characters, each with LF (RFC 2045 §6.8); '' for nothing. */
export function encodeBase64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += columns) lines.push(text.slice(at, at + columns), '\n');
  return lines.join('');
}
