import { OpenPgpError } from '../errors';
import { asBuffer } from '../../../base/bytes';
import type { KeyFile } from './keyFile';
import { withoutZeros } from './mark';
import { unprotect } from './protection';
import { atomAt, listAt, listNamed, textOf } from './sexp';
import type { Sexp } from './sexp';

/** Which numbers are secret, in the order of OpenPGP's packets (RFC 9580 §5.5.5). */
const secretNames: Readonly<Record<string, readonly string[]>> = {
  rsa: ['d', 'p', 'q', 'u'],
  'openpgp-rsa': ['d', 'p', 'q', 'u'],
  dsa: ['x'],
  elg: ['x'],
  ecc: ['d'],
  ecdsa: ['d'],
  ecdh: ['d'],
  eddsa: ['d'],
};

/**
 * What follows the public fields in an OpenPGP secret key packet (RFC 9580 §5.5.3): the numbers in the clear; or, where
 * GnuPG has kept an imported key as it came, those still locked by OpenPGP's own means. Throws as `unprotect` does, and
 * `wrong-passphrase` where a passphrase is needed and none is given.
 */
export function secretPart(file: KeyFile, passphrase: string | undefined): Buffer {
  const { algorithm, kind } = file;
  if (kind === 'open') return inClear(algorithm, algorithm);
  const lock = listNamed(algorithm, 'protected');
  if (textOf(lock?.[1]) === 'openpgp-native') return native(listAt(lock, 2));
  if (passphrase === undefined)
    throw new OpenPgpError('wrong-passphrase', 'The secret key is locked: give its passphrase.');
  return inClear(algorithm, unprotect(algorithm, passphrase));
}

function inClear(algorithm: readonly Sexp[], secrets: readonly Sexp[]): Buffer {
  const names = secretNames[textOf(algorithm[0])];
  if (!names) throw new OpenPgpError('unsupported', 'The secret key is of a kind not known here.');
  const numbers = Buffer.concat(names.map((name) => writeMpi(atomAt(listNamed(secrets, name), 1))));
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16BE(numbers.reduce((sum, byte) => sum + byte, 0) & 0xffff);
  return Buffer.concat([Buffer.of(0), numbers, checksum]);
}

/** RFC 9580 §3.2: the number of bits, and the number. */
function writeMpi(number: Uint8Array): Buffer {
  const bytes = withoutZeros(asBuffer(number));
  const head = Buffer.alloc(2);
  if (bytes.length > 2048) throw new OpenPgpError('bad-key', 'A number of the secret key is too large for any key.');
  head.writeUInt16BE(bytes.length === 0 ? 0 : bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24);
  return Buffer.concat([head, bytes]);
}

/** libgcrypt's names as OpenPGP's numbers (RFC 9580 §9.3, §9.5). */
const ciphers = new Map([
  ['3des', 2],
  ['cast5', 3],
  ['blowfish', 4],
  ['aes', 7],
  ['aes128', 7],
  ['aes192', 8],
  ['aes256', 9],
  ['twofish', 10],
]);
const digests = new Map([
  ['md5', 1],
  ['sha1', 2],
  ['ripemd160', 3],
  ['rmd160', 3],
  ['sha256', 8],
  ['sha384', 9],
  ['sha512', 10],
  ['sha224', 11],
]);
const checks = new Map([
  ['sha1', 254],
  ['sum', 255],
]);

/** `(protection sha1 aes IV 3 sha1 SALT COUNT)`, and the locked numbers flagged `e` in `(skey ...)`. */
function native(key: readonly Sexp[]): Buffer {
  const lock = listNamed(key, 'protection') ?? [];
  const name = (index: number) => textOf(lock[index]).toLowerCase();
  const mode = Number(name(4));
  const numbers = [checks.get(name(1)), ciphers.get(name(2)), mode, digests.get(name(5))];
  const known = numbers.filter((number) => number !== undefined);
  if (known.length < numbers.length || ![0, 1, 3].includes(mode))
    throw new OpenPgpError(
      'unsupported',
      'The secret key is locked in a way not known here: export it with gpg instead.',
    );
  const salt = mode === 0 ? [] : [atomAt(lock, 6)];
  const count = mode === 3 ? [Buffer.of(Number(name(7)))] : [];
  return Buffer.concat([Buffer.from(known), ...salt, ...count, atomAt(lock, 3), lockedNumbers(key)]);
}

/** In `(skey _ n _ e e LOCKED)` each value has a flag in front; OpenPGP locks all numbers as one text. */
function lockedNumbers(key: readonly Sexp[]): Buffer {
  const skey = listNamed(key, 'skey') ?? [];
  for (let at = 1; at < skey.length; at += 2) if (textOf(skey[at]) === 'e') return atomAt(skey, at + 1);
  throw new OpenPgpError('bad-key', 'A file of a secret key is damaged or cut off.');
}
