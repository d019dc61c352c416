import { LF } from '../../../base/bytes';
import { OpenPgpError } from '../errors';
import { limits } from '../limits';
import { markOf } from './mark';
import { atomAt, listAt, listNamed, readSexp, textOf } from './sexp';
import type { Sexp } from './sexp';

/** One file of `private-keys-v1.d`: GnuPG's agent keeps each secret key and subkey in a file of its own. */
export interface KeyFile {
  /** `card`: the secret half is on a smartcard or in a TPM, and the file only says so. */
  readonly kind: 'open' | 'protected' | 'card';
  /** By what its public half is found: see mark.ts. */
  readonly mark: string;
  /** The algorithm's list: `(rsa (n ...) (e ...) ...)`. */
  readonly algorithm: readonly Sexp[];
}

const kinds: Readonly<Record<string, KeyFile['kind']>> = {
  'private-key': 'open',
  'protected-private-key': 'protected',
  'shadowed-private-key': 'card',
};

/** What is in the public half of every kind of key, and nobody else's: RSA's modulus, a point on a curve, g to the x. */
const markNames = ['n', 'q', 'y'];

/** Reads a key file, naked or in the extended format of names and values. Throws `bad-key`. */
export function readKeyFile(bytes: Buffer): KeyFile {
  if (bytes.length > limits.keyFileBytes)
    throw new OpenPgpError('too-large', 'A file of a secret key is larger than any such file.');
  const whole = readSexp(bytes[0] === 0x28 ? bytes : keyValue(bytes));
  const kind = kinds[textOf(whole[0])];
  if (!kind) throw new OpenPgpError('bad-key', 'A file of a secret key holds something else.');
  const algorithm = listAt(whole, 1);
  // DSA has a q too, which is not what tells it from others
  const names = listNamed(algorithm, 'y') ? ['y'] : markNames;
  const number = names.map((name) => listNamed(algorithm, name)).find((found) => found !== undefined);
  return { kind, mark: markOf(atomAt(number, 1)), algorithm };
}

/**
 * The value of `Key:`. A value goes on in lines that begin with a blank, and a line's end with that one blank stands for
 * nothing.
 */
function keyValue(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let inside = false;
  for (let at = 0; at < bytes.length;) {
    const next = bytes.indexOf(LF, at) + 1 || bytes.length + 1;
    const line = bytes.subarray(at, next - 1);
    const goesOn = line[0] === 0x20 || line[0] === 0x09;
    if (!goesOn) inside = line.toString('latin1', 0, 4).toLowerCase() === 'key:';
    if (inside) pieces.push(withoutEnd(line.subarray(goesOn ? 1 : 4)));
    at = next;
  }
  return Buffer.concat(pieces);
}

function withoutEnd(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
