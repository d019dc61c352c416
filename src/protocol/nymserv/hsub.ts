import { hash } from 'node:crypto';
import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { limits } from './limits';

const ivBytes = 8;
const { least, usual, most } = limits.hsubDigits;

/** A subject that could be an hSub, taken apart once however many passphrases are then tried on it. */
export interface Hsub {
  readonly iv: Buffer;
  /** Lower-case hex digits after the iv's: as much of the digest as the server left. */
  readonly digest: string;
}

/** hex(iv ‖ SHA-256(iv ‖ passphrase)) cut to `digits`, 48 to 80 (nymserv.md §5). */
export function makeHsub(passphrase: string, random: Random, digits: number = usual): string {
  const iv = random.bytes(ivBytes);
  return (iv.toString('hex') + digestOf(iv, passphrase)).slice(0, Math.min(Math.max(digits, least), most));
}

/** 48 to 80 hex digits and nothing else, or undefined. */
export function readHsub(subject: string): Hsub | undefined {
  if (subject.length < least || subject.length > most || !/^[0-9a-fA-F]+$/.test(subject)) return undefined;
  const digits = subject.toLowerCase();
  return { iv: Buffer.from(digits.slice(0, 2 * ivBytes), 'hex'), digest: digits.slice(2 * ivBytes) };
}

/** Whether a subject is an hSub of `passphrase`. */
export function matchesHsub(subject: string | Hsub, passphrase: string): boolean {
  const hsub = typeof subject === 'string' ? readHsub(subject) : subject;
  return hsub !== undefined && digestOf(hsub.iv, passphrase).startsWith(hsub.digest);
}

function digestOf(iv: Buffer, passphrase: string): string {
  return hash('sha256', Buffer.concat([iv, utf8(passphrase)]), 'hex');
}
