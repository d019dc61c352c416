import { asBuffer } from '../../base/bytes';
import { withoutCr } from './directory/lines';
import { RemailerError } from './errors';
import { packetBytes } from './packet';

// Packets travel as text: the same frame for both formats, with another digest and another width (yamn.md §8, mixmaster.md §8).

const begin = '-----BEGIN REMAILER MESSAGE-----';
const end = '-----END REMAILER MESSAGE-----';
/** A packet in base64 with room for text around it, and for any width. */
const mostBytes = 64 * 1024;

export interface Armor {
  /** What `Remailer-Type` says: the program that all others use, so that the bridge's packets look like theirs. */
  readonly type: string;
  /** Characters of base64 a line. */
  readonly width: number;
  /** The digest as it stands in its line. */
  readonly digestOf: (packet: Buffer) => string;
}

/** The packet as the body of a mail, with LF line ends. */
export function writeArmor(packet: Buffer, { type, width, digestOf }: Armor): string {
  const base64 = packet.toString('base64');
  const lines = Array.from({ length: Math.ceil(base64.length / width) }, (_, i) =>
    base64.slice(i * width, (i + 1) * width),
  );
  const head = ['::', `Remailer-Type: ${type}`, '', begin, String(packet.length), digestOf(packet)];
  return [...head, ...lines, end, ''].join('\n');
}

/** The first packet in the body of a mail; text around it is passed over. Throws `not-armored`, `bad-digest`. */
export function readArmor(body: Uint8Array, { digestOf }: Armor): Buffer {
  const lines = asBuffer(body.subarray(0, mostBytes)).toString('latin1').split('\n').map(withoutCr);
  const marked = lines.indexOf('::');
  const from = marked < 0 ? -1 : lines.indexOf(begin, marked);
  const to = lines.indexOf(end, from);
  if (from < 0 || to < 0) throw new RemailerError('not-armored', 'There is no remailer packet in this mail.');
  const [length, digest, ...base64] = lines.slice(from + 1, to);
  const packet = Buffer.from(base64.join(''), 'base64');
  if (Number(length) !== packetBytes || packet.length !== packetBytes)
    throw new RemailerError('not-armored', `The remailer packet in this mail has not the ${packetBytes} bytes of all.`);
  if (digest !== digestOf(packet))
    throw new RemailerError(
      'bad-digest',
      'The remailer packet in this mail was changed on its way: its digest is another.',
    );
  return packet;
}
