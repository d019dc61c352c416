import { isIP } from 'node:net';
import { isDomain } from '../../base/address';
import { UserError } from '../../base/errors';

/** An account on an IMAP server, as a person names it. */
export interface ImapAddress {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls';
  readonly user: string | undefined;
  /** Only this folder and what is below, as the server names it; undefined for all. */
  readonly folder: string | undefined;
}

const schemes = {
  'imaps:': { security: 'tls', port: 993 },
  'imap:': { security: 'starttls', port: 143 },
} as const;

const right = 'Write imaps://USER@HOST, or imap://USER@HOST for STARTTLS, with :PORT where it is not the usual one.';

/** Reads `imaps://user@host:port/folder` (RFC 5092 §11). Throws UserError, also for one with a password in it. */
export function readImapAddress(text: string): ImapAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = Object.entries(schemes).find(([name]) => name === url?.protocol)?.[1];
  if (!url || !scheme) throw new UserError(`--imap "${hidden(text)}": this is no IMAP account. ${right}`);
  if (url.password !== '')
    throw new UserError(
      'A password in the address can be read by everybody on this machine. Take it out, and give --password-file FILE, or be asked.',
    );
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (!isDomain(host) && isIP(host) === 0) throw new UserError(`--imap: "${host}" is no host name. ${right}`);
  const user = decoded(url.username);
  const folder = decoded(url.pathname.replace(/^\/+|\/+$/g, ''));
  return {
    host,
    port: url.port === '' ? scheme.port : Number(url.port),
    security: scheme.security,
    user: user === '' ? undefined : user,
    folder: folder === '' ? undefined : folder,
  };
}

/** What may be a password stays off the screen. */
function hidden(text: string): string {
  return text.replace(/:.*@/s, ':...@');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UserError(`--imap: "${text}" has a "%" that escapes nothing: write %25 for it.`);
  }
}
