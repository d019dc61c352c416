import { sameSecret, type Secret } from '../base/secret';
import { UserError } from '../base/errors';
import { changePassphrase, lockForUse } from '../store';
import { mustBeBegun } from './open';
import type { Paths } from './paths';
import type { Surroundings } from './surroundings';

/**
 * Has the vault open by another passphrase from now on; also while `run` is on, which goes on with what it has. Throws UserError
 * before `init`, for a wrong passphrase, where the two are the same, and while a backup is being restored.
 */
export function changeBridgePassphrase(paths: Paths, old: Secret, next: Secret, { random }: Surroundings): void {
  mustBeBegun(paths);
  if (old.use((a) => next.use((b) => sameSecret(a, b))))
    throw new UserError('The new passphrase is the one of before. Nothing was changed.');
  const release = lockForUse(paths.data);
  try {
    changePassphrase(paths.data, old, next, random);
  } finally {
    release();
  }
}
