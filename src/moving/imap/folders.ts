import type { ImapFlow, ListResponse } from 'imapflow';
import { UserError } from '../../base/errors';
import { limits } from '../limits';
import { atMost, inBounds } from './inBounds';

/** Folders of the account that mail can lie in. Throws UserError where there is no end of them. */
export async function listFolders(client: ImapFlow): Promise<ListResponse[]> {
  const query = { statusQuery: { messages: true, uidValidity: true } };
  const all = await inBounds(client, limits.foldersBytes, 'list of folders', () => client.list(query));
  return atMost(all, limits.folders, 'list of folders').filter(
    ({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'),
  );
}

/** What the account's own folders begin with, as `INBOX.` on some servers. */
export function prefixOf(client: ImapFlow): string {
  const { namespace } = client;
  return typeof namespace === 'object' && typeof namespace.prefix === 'string' ? namespace.prefix : '';
}

/** A folder's name with '/' between levels, without the prefix. A '/' within a level becomes '_'. */
export function plainName(client: ImapFlow, { path, delimiter }: ListResponse): string {
  const prefix = prefixOf(client);
  const own =
    prefix !== '' && path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : path;
  const levels = delimiter === '' ? [own] : own.split(delimiter);
  return levels.map((level) => level.replaceAll('/', '_')).join('/');
}

/** Special uses that one mailbox of an account has (RFC 6154 §2); imapflow adds `\Inbox`. */
export function useOf({ specialUse }: ListResponse): string | undefined {
  return specialUse === undefined || specialUse === '\\Inbox' ? undefined : specialUse;
}

/**
 * The UIDs of all mail in the folder that is open. Throws UserError where there is no end of them, and where the server does not
 * say: no answer is not an empty folder.
 */
export async function allUids(client: ImapFlow): Promise<readonly number[]> {
  const found = await inBounds(client, limits.uidsBytes, 'list of mails', () =>
    client.search({ all: true }, { uid: true }),
  );
  if (Array.isArray(found)) return atMost(found, limits.mails, 'list of mails');
  throw new UserError('The server does not say what is in the folder. Run the same command again later.');
}
