import { createHash } from 'node:crypto';
import type { Nym } from '../../nym';

/**
 * Digests (SHA-256, hex) of all by which articles are found and opened for a nym: with one more of them, more may be found among
 * those that were looked at before.
 */
export function credentialsOf({ selectors, passphrases, layers, key, oldKeys }: Nym): string[] {
  return [
    ...selectors.map((one) => digest('selector', JSON.stringify(one))),
    ...passphrases.map((one) => digest('passphrase', one)),
    ...layers.map(({ id }) => digest('layer', String(id))),
    ...[key, ...oldKeys].map((one) => digest('key', one.publicKey.fingerprint)),
  ];
}

function digest(kind: string, value: string): string {
  return createHash('sha256').update(`${kind}\n${value}`).digest('hex');
}
