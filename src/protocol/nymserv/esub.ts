import { createHash } from 'node:crypto';
import type { Random } from '../../base/random';
import { encryptBlock, expandKey } from './blowfish';
import { limits } from './limits';

const blockDigits = 16;

/**
 * A test for the subjects older servers made of a text and a key (nymserv.md §5): 48 hex digits iv ‖ c1 ‖ c2 with
 * h = MD5(text), k = MD5(key), c1 = E(k, iv) xor h[0..8], c2 = E(k, c1) xor h[8..16]. Blowfish in OFB mode over a
 * single block is no more than that. Costs half a millisecond to make and microseconds to use.
 */
export function esubTest(text: string, key: string): (subject: string) => boolean {
  const wanted = md5(text);
  const schedule = expandKey(md5(key));
  return (subject) => {
    if (subject.length !== limits.esubDigits || !/^[0-9a-fA-F]+$/.test(subject)) return false;
    const [iv, c1, c2] = [0, 1, 2].map((n) =>
      Buffer.from(subject.slice(n * blockDigits, (n + 1) * blockDigits), 'hex'),
    );
    if (!iv || !c1 || !c2) return false;
    return (
      xor(encryptBlock(schedule, iv), wanted.subarray(0, 8)).equals(c1) &&
      xor(encryptBlock(schedule, c1), wanted.subarray(8)).equals(c2)
    );
  };
}

/** Whether a subject is an eSub of `text` and `key`. */
export function matchesEsub(subject: string, text: string, key: string): boolean {
  return esubTest(text, key)(subject);
}

/** The subject that an older server makes of `text` and `key`: other digits for every article. */
export function makeEsub(text: string, key: string, random: Random): string {
  const wanted = md5(text);
  const schedule = expandKey(md5(key));
  const iv = random.bytes(blockDigits / 2);
  const c1 = xor(encryptBlock(schedule, iv), wanted.subarray(0, 8));
  const c2 = xor(encryptBlock(schedule, c1), wanted.subarray(8));
  return Buffer.concat([iv, c1, c2]).toString('hex');
}

function md5(text: string): Buffer {
  return createHash('md5').update(text, 'utf8').digest();
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}
