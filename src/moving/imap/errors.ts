import { codeOf, messageOf, UserError } from '../../base/errors';
import { NetError } from '../../net';

/** The library's errors say more than their type does. */
interface Told {
  readonly authenticationFailed?: unknown;
  readonly tlsFailed?: unknown;
  readonly responseStatus?: unknown;
  readonly serverResponseCode?: unknown;
  readonly responseText?: unknown;
  readonly cause?: unknown;
}

function toldBy(error: unknown): Told {
  return typeof error === 'object' && error !== null ? error : {};
}

/** Whether the server answered, and said no: the connection goes on. */
export function isRefusal(error: unknown): boolean {
  const { responseStatus } = toldBy(error);
  return (responseStatus === 'NO' || responseStatus === 'BAD') && codeOf(error) !== 'NoConnection';
}

/** Whether no other mail will fare better: the account is full (RFC 9051 §7.1, RFC 9208 §4.3.1). */
export function isFull(error: unknown): boolean {
  return ['OVERQUOTA', 'LIMIT'].includes(String(toldBy(error).serverResponseCode));
}

/** What the server said, in quotes. */
export function wordsOf(error: unknown): string {
  const { responseText } = toldBy(error);
  const text = typeof responseText === 'string' && responseText !== '' ? responseText : messageOf(error);
  return `"${text.replace(/\p{Cc}/gu, ' ').slice(0, 200)}"`;
}

/** An error of the library as one for the person. */
export function sentenceFor(error: unknown, { host, user }: { readonly host: string; readonly user: string }): Error {
  if (error instanceof UserError || error instanceof NetError) return error;
  const told = toldBy(error);
  if (told.authenticationFailed === true)
    return new UserError(
      `${host} refuses the login of ${user}: ${wordsOf(error)}. Many providers want a password made for mail programs.`,
    );
  if (codeOf(error)?.includes('CERT') === true || codeOf(error)?.includes('SELF_SIGNED') === true)
    return new UserError(
      `The certificate of ${host} cannot be trusted (${codeOf(error) ?? ''}). If the host is right, give its fingerprint: --pin SHA256.`,
    );
  if (told.tlsFailed === true)
    return new UserError(`${host} does not start TLS on this port. Write imaps:// for a port that begins with it.`);
  if (isFull(error))
    return new UserError(`The account at ${host} is full. Make room there, and run the same command again.`);
  if (isRefusal(error)) return new UserError(`${host} refuses: ${wordsOf(error)}.`);
  return new UserError(
    `The connection to ${host} broke off (${codeOf(error) ?? wordsOf(error)}). Run the same command again: it goes on from here.`,
  );
}
