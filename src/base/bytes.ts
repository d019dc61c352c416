// Byte helpers shared by the engines. Mail is bytes, not text: nothing here decodes unless its name says so.

export const CR = 0x0d;
export const LF = 0x0a;

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

/** One character a byte, both ways: what wire protocols and header fields want. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Only ASCII takes one byte of UTF-8 for each UTF-16 unit. */
export function isAsciiText(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}

/** A view of the same memory as a Buffer: no copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** CRLF and lone CR become LF. Returns the input itself where there is no CR. */
export function toLf(bytes: Uint8Array): Buffer {
  const source = asBuffer(bytes);
  if (!source.includes(CR)) return source;
  const out = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte === CR && source[i + 1] === LF) continue;
    out[length++] = byte === CR ? LF : byte;
  }
  return out.subarray(0, length);
}

/** Every line end (CRLF, LF or lone CR) becomes CRLF. Returns the input itself where nothing has to change. */
export function toCrlf(bytes: Uint8Array): Buffer {
  const source = asBuffer(bytes);
  const extra = missingHalves(source);
  if (extra === 0) return source;
  const out = Buffer.allocUnsafe(source.length + extra);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte === CR || byte === LF) {
      out[length++] = CR;
      out[length++] = LF;
      if (byte === CR && source[i + 1] === LF) i++;
    } else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/**
 * A message as a mail client may be given it: CRLF line ends, and no NUL, which IMAP cannot carry (RFC 9051 §4.3.1):
 * the byte 0x80 takes its place, as it does in Dovecot.
 */
export function forMailClient(message: Uint8Array): Buffer {
  const bytes = toCrlf(message);
  return bytes.includes(0) ? Buffer.from(bytes.map((byte) => (byte === 0 ? 0x80 : byte))) : bytes;
}

/** How many CRs and LFs stand without the other half of a CRLF. */
function missingHalves(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF && bytes[i - 1] !== CR) count++;
    else if (bytes[i] === CR && bytes[i + 1] !== LF) count++;
  }
  return count;
}
