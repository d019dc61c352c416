import type { Readable } from 'node:stream';
import { CR, LF } from '../../base/bytes';
import { Refusal } from '../letter';
import { limits } from './limits';

/**
 * Reads the message to its end, keeping no more than is allowed. Throws Refusal for one that is too big or has a line no mail
 * server need take; throws whatever the stream does when the client goes away in the middle.
 */
export async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= limits.messageBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limits.messageBytes) {
    const most = Math.floor(limits.messageBytes / 1024 / 1024);
    throw new Refusal('too-big', `The mail is larger than ${most} MB. Send less at once.`);
  }
  const message = Buffer.concat(chunks);
  refuseLongLines(message);
  return message;
}

function refuseLongLines(message: Buffer): void {
  for (let start = 0; start < message.length;) {
    const end = message.indexOf(LF, start);
    const stop = end < 0 ? message.length : end;
    const length = stop - start - (message[stop - 1] === CR ? 1 : 0);
    if (length > limits.lineBytes)
      throw new Refusal(
        'line-too-long',
        `The mail has a line of ${length} characters; ${limits.lineBytes} are allowed.`,
      );
    start = stop + 1;
  }
}
