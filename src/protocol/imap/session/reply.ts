import { ImapError } from '../errors';
import type { ImapErrorCode } from '../errors';
import { charsetList } from '../message/charsets';

/** How a command ended (RFC 9051 §7.1). `code` is the response code without brackets, wire text. */
export interface Reply {
  readonly status: 'OK' | 'NO' | 'BAD';
  readonly code?: string;
  readonly text: string;
  /** What happens once the client has been told: TLS or compression begins. */
  readonly afterwards?: () => Promise<void>;
}

export function ok(text: string, code?: string): Reply {
  return { status: 'OK', text, ...(code !== undefined && { code }) };
}

/** Which answer each error gets, with the code of RFC 9051 §7.1, RFC 7889 §2 or RFC 4978 §3. */
const answers: Record<ImapErrorCode, { readonly status: 'NO' | 'BAD'; readonly code?: string }> = {
  nonexistent: { status: 'NO', code: 'NONEXISTENT' },
  'try-create': { status: 'NO', code: 'TRYCREATE' },
  'already-exists': { status: 'NO', code: 'ALREADYEXISTS' },
  'has-children': { status: 'NO', code: 'HASCHILDREN' },
  'over-quota': { status: 'NO', code: 'OVERQUOTA' },
  cannot: { status: 'NO', code: 'CANNOT' },
  limit: { status: 'NO', code: 'LIMIT' },
  unavailable: { status: 'NO', code: 'UNAVAILABLE' },
  'in-use': { status: 'NO', code: 'INUSE' },
  'use-attr': { status: 'NO', code: 'USEATTR' },
  syntax: { status: 'BAD' },
  'bad-state': { status: 'BAD' },
  'no-such-message': { status: 'BAD' },
  'expunge-issued': { status: 'NO', code: 'EXPUNGEISSUED' },
  'read-only': { status: 'NO' },
  'too-big': { status: 'NO', code: 'TOOBIG' },
  'auth-failed': { status: 'NO', code: 'AUTHENTICATIONFAILED' },
  'privacy-required': { status: 'NO', code: 'PRIVACYREQUIRED' },
  'compression-active': { status: 'NO', code: 'COMPRESSIONACTIVE' },
  'bad-charset': { status: 'NO', code: `BADCHARSET (${charsetList})` },
  'unknown-cte': { status: 'NO', code: 'UNKNOWN-CTE' },
  gone: { status: 'NO' },
  closed: { status: 'NO' },
  timeout: { status: 'NO' },
  'too-long': { status: 'BAD' },
  flood: { status: 'BAD' },
};

/** The errors that count towards the end of the connection: of a client that does not speak IMAP, or not ours. */
const counted: readonly ImapErrorCode[] = ['syntax', 'bad-state', 'too-long'];

/** Those after which nothing more can be said. */
const fatal: readonly ImapErrorCode[] = ['gone', 'closed', 'timeout', 'flood'];

export function isCounted(error: ImapError): boolean {
  return counted.includes(error.code);
}

export function isFatal(error: unknown): error is ImapError {
  return error instanceof ImapError && fatal.includes(error.code);
}

/** The reply to an error of the engine or the backend; undefined for one that nobody foresaw. */
export function replyTo(error: unknown): Reply | undefined {
  return error instanceof ImapError ? { ...answers[error.code], text: error.message } : undefined;
}

/** tag SP resp-cond-state CRLF; "*" as the tag makes it untagged. */
export function writeReply(tag: string, { status, code, text }: Reply): string {
  return `${tag} ${status} ${code === undefined ? '' : `[${code}] `}${printable(text)}\r\n`;
}

/** resp-text is one line of ASCII at least one character long; a backend's message may be anything. */
function printable(text: string): string {
  const line = text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 500);
  return line === '' ? 'Done' : line;
}
