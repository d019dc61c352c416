import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RemailerError } from '../errors';
import { payloadBytes } from './layout';
import { limits } from './limits';

/** What an exit is given: where it goes, header lines, and the text behind them (mixmaster.md §7). */
export interface Payload {
  readonly destinations: readonly string[];
  /** Each a line without its end. */
  readonly headers: readonly string[];
  readonly text: Buffer;
}

const fieldBytes = 80;
/** The first line of a text whose next lines are header lines. */
const mark = Buffer.from('##\n');
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** A destination that the exit throws away. */
export const nowhere = 'null:';

/**
 * The bytes that parts are cut from. Header lines that a field has no room for go into the text, under `##`: the original's folding loses what is behind the 80th
 * character. `gzip`: the exit can unpack; what fits into one packet is not packed, as the original does not. Throws `too-large` for what fields cannot hold.
 */
export function writePayload({ destinations, headers, text }: Payload, gzip: boolean): Buffer {
  const short = headers.filter(isShort);
  const long = headers.filter((line) => !isShort(line));
  const whole = long.length === 0 ? text : Buffer.concat([mark, Buffer.from(`${long.join('\n')}\n\n`, 'latin1'), text]);
  const packed = gzip && whole.length > payloadBytes ? Buffer.concat([gzipHead, deflateRawSync(whole)]) : whole;
  return Buffer.concat([writeFields(destinations), writeFields(short), packed]);
}

const isShort = (line: string) => line.length <= fieldBytes;

function writeFields(fields: readonly string[]): Buffer {
  if (fields.length > limits.fields || !fields.every(isShort))
    throw new RemailerError(
      'too-large',
      `A message has at most ${limits.fields} destinations and header lines, of ${fieldBytes} characters each.`,
    );
  const area = Buffer.alloc(1 + fields.length * fieldBytes);
  area[0] = fields.length;
  fields.forEach((field, i) => area.write(field, 1 + i * fieldBytes, 'latin1'));
  return area;
}

/** What an exit makes of it. Throws `malformed`, `too-large`. */
export function readPayload(bytes: Buffer): Payload {
  const destinations = readFields(bytes, 0);
  const headers = readFields(bytes, destinations.end);
  const packed = bytes.subarray(headers.end);
  const text = packed.subarray(0, 3).equals(gzipHead.subarray(0, 3))
    ? inflate(packed.subarray(gzipHead.length))
    : packed;
  if (!text.subarray(0, mark.length).equals(mark))
    return { destinations: destinations.fields, headers: headers.fields, text };
  const end = text.indexOf('\n\n', mark.length - 1);
  const more = text
    .toString('latin1', mark.length, Math.max(end, mark.length))
    .split('\n')
    .filter((line) => line !== '');
  return {
    destinations: destinations.fields,
    headers: [...headers.fields, ...more],
    text: end < 0 ? Buffer.alloc(0) : text.subarray(end + 2),
  };
}

function readFields(bytes: Buffer, at: number): { fields: string[]; end: number } {
  const count = bytes[at];
  const end = at + 1 + (count ?? 0) * fieldBytes;
  if (count === undefined || end > bytes.length)
    throw new RemailerError('malformed', 'The message ends in the middle of its header.');
  const fields = Array.from({ length: count }, (_, i) => {
    const from = at + 1 + i * fieldBytes;
    return bytes.toString('latin1', from, from + fieldBytes).replace(/\0[^]*$/, '');
  });
  return { fields, end };
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: limits.textBytes });
  } catch (error) {
    throw new RemailerError('malformed', 'The text of the message cannot be unpacked.', { cause: error });
  }
}
