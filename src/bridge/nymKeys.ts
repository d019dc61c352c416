import { UserError } from '../base/errors';
import { nearestName } from './configFile';

/** The key pairs a nym can have; `ecc` only where the server is known to be new (nymserv.md §8). */
export const algorithms = ['rsa4096', 'rsa3072', 'rsa2048', 'ecc'] as const;

/** The algorithm of a name. Throws UserError for any other. */
export function chooseAlgorithm(name: string): (typeof algorithms)[number] {
  const algorithm = algorithms.find((one) => one === name.toLowerCase());
  if (algorithm) return algorithm;
  const nearest = nearestName(name, algorithms);
  const advice = nearest === undefined ? `Use one of ${algorithms.join(', ')}.` : `Did you mean "${nearest}"?`;
  throw new UserError(`There is no key "${name}". ${advice}`);
}

/** The key of a nym's next life, in words. */
export interface KeyWords {
  /** rsa4096, rsa3072, rsa2048 or ecc. */
  readonly algorithm: string;
  readonly lifeSeconds: number;
}
