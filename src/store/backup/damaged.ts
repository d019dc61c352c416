import { UserError } from '../../base/errors';

/** Every way in which a backup is not what was written: nothing of it can be trusted then. */
export function damagedBackup(): UserError {
  return new UserError('The backup is damaged or cut short. Nothing was changed: try another copy of it.');
}

export function noBackup(): UserError {
  return new UserError('This file is no backup made by "nymbridge backup".');
}
