import { ImapError } from '../errors';
import type { Output } from '../wire/output';

/**
 * Sends `length` bytes as a literal, piece by piece, waiting where the client is slow. Where the first piece does not come
 * the message has gone, and the answer is NIL: gives false. Where a later one does not, the literal cannot be made good and
 * the connection has to end: 'closed'.
 */
export async function sendLiteral(
  output: Output,
  length: number,
  pieces: AsyncIterable<Buffer>,
  prefix = '',
): Promise<boolean> {
  let left = length;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    if (piece.length > left) throw new ImapError('closed', 'A message gave more bytes than it has.');
    if (left === length) output.write(`${prefix}{${length}}\r\n`);
    left -= piece.length;
    await output.send(piece);
  }
  if (left === length) output.write(length === 0 ? `${prefix}{0}\r\n` : 'NIL');
  else if (left > 0) throw new ImapError('closed', 'A message ended early.');
  return left === 0;
}

/** The same of bytes that are at hand, without waiting. */
export function addLiteral(output: Output, bytes: Buffer): void {
  output.write(`{${bytes.length}}\r\n`);
  output.add(bytes);
}
