/**
 * The user name that opens the mail accounts of all nyms at once, for IMAP and SMTP alike. No nym can have it: a nym's name is
 * its address.
 */
export const combinedLogin = 'all';

/** Whether a client logs in under that name, in any case. */
export function isCombinedLogin(user: string): boolean {
  return user.trim().toLowerCase() === combinedLogin;
}
