import type { Random } from '../base/random';
import type { Options } from '../protocol/nymserv';
import { limits } from './limits';
import type { Nym } from './nym';
import { makePassphrase } from './passphrase';

/**
 * Whether the nym's passphrases have lasted as long as its owner wishes. While a change is without an answer nothing is due; and
 * those that were made in a time to come, by a clock that was ahead, are due at once.
 */
export function isRotationDue({ state, asked, rotateMs, rotatedAt, createdAt }: Nym, now: number): boolean {
  if (state !== 'active' || asked !== undefined || rotateMs === undefined) return false;
  const madeAt = rotatedAt ?? createdAt;
  return madeAt + rotateMs <= now || madeAt > now + limits.clockAheadMs;
}

/** A new passphrase for each that the nym has or asks for; empty where it has none. */
export function freshPassphrases({ options, asked }: Pick<Nym, 'options' | 'asked'>, random: Random): Options {
  const { hsub, symmetric } = { ...options, ...asked };
  return {
    ...(typeof hsub === 'string' && { hsub: makePassphrase(random) }),
    ...(typeof symmetric === 'string' && { symmetric: makePassphrase(random) }),
  };
}
