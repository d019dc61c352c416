import type { Random } from '../base/random';
import type { Secret } from '../base/secret';

/** Makes the vault file in `dir` (made where missing, 0700) and gives the store's key. Throws UserError where there is one. */
export function createVault(_dir: string, _passphrase: Secret, _random: Random): Secret {
  throw new Error('not yet');
}

/** The store's key. Throws UserError for a wrong passphrase, a missing or a damaged vault file. */
export function openVault(_dir: string, _passphrase: Secret): Secret {
  throw new Error('not yet');
}

/** Wraps the same key under another passphrase: at any moment the file opens with exactly one of the two. */
export function changePassphrase(_dir: string, _old: Secret, _next: Secret, _random: Random): void {
  throw new Error('not yet');
}
