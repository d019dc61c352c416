import { hash } from 'node:crypto';
import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { limits } from './limits';
import { fitsBlock, hasFourBlocks, openFourBlocks } from './fourBlocks';

const ivBytes = 8;
const { least, usual, most } = limits.hsubDigits;

/** A subject that could be an hSub, taken apart once however many passphrases are then tried on it. */
export interface Hsub {
  readonly digits: string;
  /** The iv's two words, and the fourth of the digest, which the shortest hSub still has whole. Signed. */
  readonly iv0: number;
  readonly iv1: number;
  readonly fourth: number;
}

/** hex(iv ‖ SHA-256(iv ‖ passphrase)) cut to `digits`, 48 to 80 (nymserv.md §5). */
export function makeHsub(passphrase: string, random: Random, digits: number = usual): string {
  const iv = random.bytes(ivBytes);
  return (iv.toString('hex') + digestOf(iv, passphrase)).slice(0, Math.min(Math.max(digits, least), most));
}

/** 48 to 80 hex digits and nothing else, or undefined. */
export function readHsub(subject: string): Hsub | undefined {
  if (subject.length < least || subject.length > most || !/^[0-9a-fA-F]+$/.test(subject)) return undefined;
  return { digits: subject, iv0: wordAt(subject, 0), iv1: wordAt(subject, 8), fourth: wordAt(subject, 40) };
}

/**
 * A test of subjects against passphrases (nymserv.md §5), made ready for many of them: gives the indexes of those that match, rising. One word is
 * compared first, and only where that is right does the whole hash decide. A passphrase of more than 47 bytes always gets the whole hash.
 */
export function hsubTest(passphrases: readonly string[]): (hsub: Hsub) => readonly number[] {
  const all = passphrases.map((passphrase, index) => ({ passphrase, index, bytes: utf8(passphrase) }));
  const short = all.filter(({ bytes }) => hasFourBlocks && fitsBlock(bytes));
  const long = all.filter((one) => !short.includes(one));
  const find = openFourBlocks(short.map(({ bytes }) => bytes));
  return (hsub) => {
    const found = find(hsub.iv0, hsub.iv1, hsub.fourth);
    if (found.length === 0 && long.length === 0) return none;
    const worth = [...found.flatMap((index) => short[index] ?? []), ...long];
    const own = worth.filter(({ passphrase }) => isOf(hsub, passphrase));
    return own.map(({ index }) => index).sort((a, b) => a - b);
  };
}

const none: readonly number[] = [];

/** Whether a subject is an hSub of `passphrase`. */
export function matchesHsub(subject: string, passphrase: string): boolean {
  const hsub = readHsub(subject);
  return hsub !== undefined && isOf(hsub, passphrase);
}

function isOf({ digits }: Hsub, passphrase: string): boolean {
  const iv = Buffer.from(digits.slice(0, 2 * ivBytes), 'hex');
  return digestOf(iv, passphrase).startsWith(digits.slice(2 * ivBytes).toLowerCase());
}

/** Eight hex digits as a signed word, several times faster than by `parseInt`. */
function wordAt(digits: string, start: number): number {
  let word = 0;
  for (let at = start; at < start + 8; at++) {
    const code = digits.charCodeAt(at);
    // '0' is 0x30, 'A' is 0x41 and 'a' 0x61
    word = (word << 4) | ((code & 0x0f) + 9 * (code >> 6));
  }
  return word;
}

function digestOf(iv: Buffer, passphrase: string): string {
  return hash('sha256', Buffer.concat([iv, utf8(passphrase)]), 'hex');
}
