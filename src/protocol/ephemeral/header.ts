import { latin1 } from '../../base/bytes';
import { EphemeralError } from './errors';
import { keyBytes } from './keys';
import { limits } from './limits';

/** What a header says of its message. */
export interface Header {
  /** Np: its place in its chain, from 0. */
  readonly number: number;
  /** PNp: how many messages the sender's chain before had. */
  readonly before: number;
  /** DHRp, 32 bytes. */
  readonly theirs: Buffer;
}

/** Three digits a number. Throws `chain-full` past them: the other side would misread the message. */
export function writeHeader({ number, before, theirs }: Header): Buffer {
  const most = limits.chainMessages;
  if (number >= most)
    throw new EphemeralError(
      'chain-full',
      `${most} messages have gone out and none has come back, which is all that this ephemeral layer can do. Give the nym a new one.`,
    );
  // Only pyaxo went past it, in a state that we were given.
  return Buffer.concat([latin1(digits(number) + digits(Math.min(before, most))), theirs]);
}

function digits(number: number): string {
  return String(number).padStart(3, '0');
}

/**
 * What a header can mean, likeliest first. A server that goes on past 999 writes a digit more, and does not say in which of the
 * two numbers: there is then more than one meaning, and the body tells. Throws `bad-header`.
 */
export function readHeader(text: Buffer): readonly [Header, ...Header[]] {
  const length = text.length - keyBytes;
  const numbers = text.toString('latin1', 0, Math.max(length, 0));
  const theirs = text.subarray(length);
  const fits = length >= limits.digits.least && length <= limits.digits.most && /^[0-9]+$/.test(numbers);
  const [first, ...others] = fits ? meanings(numbers).map((meaning) => ({ ...meaning, theirs })) : [];
  if (first) return [first, ...others];
  throw new EphemeralError('bad-header', 'The message numbers itself in a way that means nothing.');
}

function meanings(numbers: string): Omit<Header, 'theirs'>[] {
  const cuts = Array.from({ length: numbers.length - 5 }, (_, i) => numbers.length - 3 - i);
  return cuts
    .map((cut) => [numbers.slice(0, cut), numbers.slice(cut)] as const)
    .filter((pair) => pair.every((part) => part.length === 3 || !part.startsWith('0')))
    .map(([number, before]) => ({ number: Number(number), before: Number(before) }));
}
