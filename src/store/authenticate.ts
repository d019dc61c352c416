import { sameSecret } from '../base/secret';
import type { NymId } from './ids';
import type { NymTable } from './nyms';

/**
 * The nym whose address (in any case) and bridge password these are, for IMAP and SMTP alike. The password is compared whether
 * there is such a nym or not: the time says nothing about who has an account.
 */
export function authenticate(nyms: Pick<NymTable, 'byAddress'>, user: string, password: string): NymId | undefined {
  const nym = nyms.byAddress(user.trim().toLowerCase());
  const right = sameSecret(nym?.password ?? '', password);
  return nym !== undefined && nym.password !== '' && right ? nym.id : undefined;
}
