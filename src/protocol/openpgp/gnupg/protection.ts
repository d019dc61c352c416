import { createDecipheriv, createHash } from 'node:crypto';
import { utf8 } from '../../../base/bytes';
import { sameSecret } from '../../../base/secret';
import { OpenPgpError } from '../errors';
import { limits } from '../limits';
import { atomAt, listAt, listNamed, readSexp, textOf, writeSexp } from './sexp';
import type { Sexp } from './sexp';

// How GnuPG's agent locks a secret key: AES-128 under a key hashed from the passphrase. The public numbers and the time of
// locking are protected against change along with it.

/**
 * The secret numbers behind a `(protected ...)`, as lists `(d ...)`. Throws `wrong-passphrase`, `altered`, and
 * `unsupported` for a kind of protection no GnuPG up to 2.4 writes.
 */
export function unprotect(algorithm: readonly Sexp[], passphrase: string): readonly Sexp[] {
  const lock = listNamed(algorithm, 'protected');
  const mode = textOf(lock?.[1]);
  if (mode === 'openpgp-s2k3-ocb-aes') return openOcb(algorithm, listAt(lock, 2), atomAt(lock, 3), passphrase);
  if (mode === 'openpgp-s2k3-sha1-aes-cbc') return openCbc(algorithm, listAt(lock, 2), atomAt(lock, 3), passphrase);
  throw new OpenPgpError(
    'unsupported',
    'The secret key is locked in a way not known here: export it with gpg instead.',
  );
}

/** AES in OCB mode (RFC 7253), the tag at the end; the rest of the list is what it protects besides. */
function openOcb(algorithm: readonly Sexp[], how: readonly Sexp[], data: Buffer, passphrase: string): readonly Sexp[] {
  const nonce = atomAt(how, 1);
  if (nonce.length !== 12 || data.length < 16) throw wrong();
  const decipher = createDecipheriv('aes-128-ocb', hashed(listAt(how, 0), passphrase), nonce, { authTagLength: 16 });
  const text = data.subarray(0, -16);
  decipher.setAuthTag(data.subarray(-16));
  decipher.setAAD(writeSexp(withSecrets(algorithm, [])), { plaintextLength: text.length });
  try {
    return listAt(readSexp(Buffer.concat([decipher.update(text), decipher.final()])), 0);
  } catch (error) {
    throw wrong(error);
  }
}

/** AES in CBC mode, and a SHA-1 over all numbers, public and secret. */
function openCbc(algorithm: readonly Sexp[], how: readonly Sexp[], data: Buffer, passphrase: string): readonly Sexp[] {
  const iv = atomAt(how, 1);
  if (iv.length !== 16 || data.length === 0 || data.length % 16 !== 0) throw wrong();
  const decipher = createDecipheriv('aes-128-cbc', hashed(listAt(how, 0), passphrase), iv).setAutoPadding(false);
  const [secrets, digest] = readUnlocked(Buffer.concat([decipher.update(data), decipher.final()]));
  const right = createHash('sha1')
    .update(writeSexp(withSecrets(algorithm, secrets)))
    .digest();
  if (!sameSecret(right, digest))
    throw new OpenPgpError(
      'altered',
      'The passphrase fits, but the file of the secret key was changed since it was made.',
    );
  return secrets;
}

/** `((d ...) (p ...) ...) (hash sha1 ...)`; under a wrong passphrase it is noise. */
function readUnlocked(text: Buffer): [readonly Sexp[], Buffer] {
  try {
    const whole = readSexp(text);
    return [listAt(whole, 0), atomAt(listNamed(whole, 'hash'), 2)];
  } catch (error) {
    throw wrong(error);
  }
}

/** The algorithm's list with the secret numbers where their lock was. */
function withSecrets(algorithm: readonly Sexp[], secrets: readonly Sexp[]): readonly Sexp[] {
  return algorithm.flatMap((item) => (!Buffer.isBuffer(item) && textOf(item[0]) === 'protected' ? secrets : [item]));
}

const block = 64 * 1024;

/** Iterated and salted S2K (RFC 9580 §3.7.1.3) with SHA-1 to 16 bytes: `(sha1 salt count)`, the count in bytes as it is. */
function hashed(how: readonly Sexp[], passphrase: string): Buffer {
  const salt = atomAt(how, 1);
  const count = Number(textOf(how[2]));
  if (textOf(how[0]) !== 'sha1' || salt.length !== 8 || !(count >= 0 && count <= limits.agentHashBytes))
    throw new OpenPgpError(
      'unsupported',
      'The secret key is locked in a way not known here: export it with gpg instead.',
    );
  const unit = Buffer.concat([salt, utf8(passphrase)]);
  const units = Buffer.concat(Array.from({ length: Math.ceil(block / unit.length) }, () => unit));
  const hash = createHash('sha1');
  let left = Math.max(count, unit.length);
  for (; left > units.length; left -= units.length) hash.update(units);
  return hash.update(units.subarray(0, left)).digest().subarray(0, 16);
}

function wrong(cause?: unknown): OpenPgpError {
  return new OpenPgpError('wrong-passphrase', 'The passphrase does not unlock the secret key.', { cause });
}
