import { writeBlock } from '../directory/blocks';
import type { KeyBlock } from '../directory/blocks';
import { dayOf, faultOfNames, readDay, readPubringOf } from '../directory/remailer';
import type { Listed, Pubring } from '../directory/remailer';
import { keyIdOf } from './hashes';

/** A remailer of this format that packets can be sealed for. */
export interface YamnRemailer extends Listed {
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

const millisecondsADay = 86_400_000;

/**
 * Reads `pubring.mix` or one remailer's `key.txt` (yamn.md §2). Never throws: what cannot be used is a fault, and the rest is used. Of several keys of one address the
 * last one counts that may be used at `now`.
 */
export function readPubring(file: Uint8Array, now: number): Pubring<YamnRemailer> {
  return readPubringOf({ fieldsOf, read: readRemailer, better: (_, last) => last }, file, now);
}

/** Exactly seven, and single blanks between them. */
function fieldsOf(line: string): readonly string[] | undefined {
  const fields = line.split(' ');
  return fields.length === 7 ? fields : undefined;
}

/** Or what is wrong with it. */
function readRemailer({ fields, lines }: KeyBlock): YamnRemailer | string {
  const [name = '', address = '', keyId = '', version = '', caps = '', first = '', last = ''] = fields;
  const [id, key = '', ...more] = lines;
  const [from, until] = [readDay(first), readDay(last)];
  const names = faultOfNames(name, address);
  if (names !== undefined) return names;
  if (from === undefined || until === undefined) return 'a day that is none';
  if (id !== keyId || more.length > 0 || !/^[\da-f]{64}$/.test(key))
    return 'the key is not in the form of one, or has another id than its header line';
  const publicKey = Buffer.from(key, 'hex');
  if (keyIdOf(publicKey).toString('hex') !== keyId) return 'the id is not the id of this key';
  // the last day counts whole
  return { name, address, keyId, version, caps, from, until: until + millisecondsADay, publicKey };
}

/** As `readPubring` reads it; one remailer's is its `key.txt`. */
export function writePubring(remailers: readonly YamnRemailer[]): string {
  const blocks = remailers.map(({ name, address, keyId, version, caps, from, until, publicKey }) =>
    writeBlock({
      fields: [name, address, keyId, version, caps, dayOf(from), dayOf(until - millisecondsADay)],
      lines: [keyId, publicKey.toString('hex')],
    }),
  );
  return blocks.join('');
}
