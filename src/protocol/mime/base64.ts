const columns = 76;

/** RFC 2045 §6.8: everything outside the alphabet is skipped; padding may stand in the middle where pieces were joined. */
export function decodeBase64(source: Buffer): Buffer {
  const text = source.toString('latin1');
  if (text.indexOf('=') > text.length - 4) return Buffer.from(text, 'base64');
  return Buffer.concat(text.split(/=+/).map((piece) => Buffer.from(piece, 'base64')));
}

/** Base64 in lines of 76 characters, each with LF (RFC 2045 §6.8); '' for nothing. */
export function encodeBase64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += columns) lines.push(text.slice(at, at + columns), '\n');
  return lines.join('');
}
