import { combinedLogin, isCombinedLogin } from '../base/combined';
import { UserError } from '../base/errors';
import { authenticateCombined, closeCombinedLogin, openCombinedLogin } from '../store';
import { findNym } from './nyms';
import type { Bridge } from './open';

/** A mail account as a mail client logs in to it: one nym's, or that of all together. */
export interface MailLogin {
  readonly user: string;
  readonly password: string;
  readonly identities: readonly [MailIdentity, ...MailIdentity[]];
}

/** A nym that mail can be written as, with the folders its mail belongs to. */
export interface MailIdentity {
  readonly address: string;
  /** What stands before the address; may be empty. */
  readonly name: string;
  /** Before every folder's name; empty, or ending in "/". */
  readonly prefix: string;
}

/**
 * The login of a nym's address, or of `all`, which is opened by being asked for: before, it has no password. Throws UserError where
 * the nym is not here, or none is.
 */
export async function findLogin(bridge: Bridge, user: string): Promise<MailLogin> {
  if (isCombinedLogin(user)) return findCombined(bridge);
  const { address, displayName, password } = await findNym(bridge, user);
  return { user: address, password, identities: [{ address, name: displayName, prefix: '' }] };
}

async function findCombined({ nyms, store, random }: Bridge): Promise<MailLogin> {
  const identities = (await nyms.all()).map(({ address, displayName }) => ({
    address,
    name: displayName,
    prefix: `${address}/`,
  }));
  const [first, ...others] = identities;
  if (!first)
    throw new UserError('There is no nym yet for the login "all" to have. Make one with "nymbridge nym create".');
  return { user: combinedLogin, password: openCombinedLogin(store, random), identities: [first, ...others] };
}

/** Whether this is the password of the login `all`; never, before that has been asked for. */
export function isCombinedPassword({ store }: Bridge, password: string): boolean {
  return authenticateCombined(store.settings, password);
}

/** Ends the login `all`. Throws UserError for any other: a nym's own stays as long as the nym. */
export function endLogin({ store }: Bridge, user: string): void {
  if (!isCombinedLogin(user))
    throw new UserError('Only the login "all" can be ended. That of a nym ends with the nym.');
  closeCombinedLogin(store);
}
