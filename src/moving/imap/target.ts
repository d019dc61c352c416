import type { ImapFlow, ListResponse } from 'imapflow';
import { UserError } from '../../base/errors';
import { limits } from '../limits';
import { type Known, type OutFolder, type OutMail, type Put, type Target, type TargetFolder, wordsFor } from '../mail';
import { type Candidates, digestOf, openCandidates } from '../stock';
import { type ImapSettings, openImapSession } from './connect';
import { isFull, isRefusal, sentenceFor, wordsOf } from './errors';
import { allUids, listFolders, plainName, useOf } from './folders';
import { fetchRows, inBounds } from './inBounds';

export interface ImapTargetSettings extends ImapSettings {
  /** The folder there below which everything goes; without it each goes where its use or name says. */
  readonly folder: string | undefined;
}

/** The account in the book of what was moved. */
export function imapPeer({ user, host, port }: ImapSettings): string {
  return `imap ${user}@${host}:${port}`;
}

/**
 * An account on an IMAP server. Mail is appended with its flags and date; a mail that a run before this one appended without
 * living to write it down is found by its bytes. Throws UserError or NetError.
 */
export async function openImapTarget(settings: ImapTargetSettings): Promise<Target> {
  const client = await openImapSession(settings);
  const told = <T>(f: () => Promise<T>) => f().catch((error: unknown) => Promise.reject(sentenceFor(error, settings)));
  const folders = await told(() => listFolders(client)).catch((error: unknown) => {
    client.close();
    throw error;
  });
  return {
    peer: `to ${imapPeer(settings)}`,
    open: (folder) => told(() => openFolder(client, settings, folders, folder)),
    close: async () => {
      await client.logout().catch(() => undefined);
      client.close();
    },
  };
}

async function openFolder(
  client: ImapFlow,
  settings: ImapTargetSettings,
  folders: readonly ListResponse[],
  folder: OutFolder,
): Promise<TargetFolder> {
  const path = await findOrMake(client, settings, folders, folder);
  const { uidValidity, exists } = await client.mailboxOpen(path);
  let stock: RemoteStock | undefined;
  const put = async (mail: OutMail, known: Known): Promise<Put> => {
    stock ??= await openRemoteStock(client, exists === 0, known);
    const there = await stock.take(mail);
    if (there !== undefined) return { result: 'there', placed: there };
    return append(client, path, mail);
  };
  return {
    key: `${path} ${uidValidity}`,
    batch: 1,
    put: (mail, known) => put(mail, known).catch((error: unknown) => Promise.reject(sentenceFor(error, settings))),
    flush: async () => undefined,
    close: async () => undefined,
  };
}

async function append(client: ImapFlow, path: string, mail: OutMail): Promise<Put> {
  try {
    const source = Buffer.concat([...mail.bytes()]);
    const answer = await client.append(path, source, [...mail.flags], new Date(mail.internalDate));
    if (answer === false) throw new UserError(`${path} took no mail.`);
    return { result: 'moved', placed: answer.uid };
  } catch (error) {
    const tooBig =
      typeof error === 'object' &&
      error !== null &&
      'serverResponseCode' in error &&
      error.serverResponseCode === 'APPENDLIMIT';
    if (isFull(error) || !(isRefusal(error) || tooBig)) throw error;
    return { result: 'refused', why: `${wordsFor(mail)} was refused: ${wordsOf(error)}` };
  }
}

/** The folder of that use there, or of that name; made and subscribed where there is none. */
async function findOrMake(
  client: ImapFlow,
  { folder: below }: ImapTargetSettings,
  folders: readonly ListResponse[],
  { name, specialUse }: OutFolder,
): Promise<string> {
  const wanted = below === undefined ? name : name === 'INBOX' ? below : `${below}/${name}`;
  const ofUse =
    below === undefined && specialUse !== undefined ? folders.find((one) => useOf(one) === specialUse) : undefined;
  const delimiter = folders.find((one) => one.delimiter !== '')?.delimiter ?? '/';
  const levels = wanted.split('/').map((level) => (delimiter === '/' ? level : level.replaceAll(delimiter, '_')));
  const found = ofUse ?? folders.find((one) => plainName(client, one) === levels.join('/'));
  if (found) return found.path;
  if (levels.join() === 'INBOX') return 'INBOX';
  const { path } = await client.mailboxCreate(levels);
  await client.mailboxSubscribe(path);
  return path;
}

/** Mails that are in a folder there already and have not come from here, as far as is known. */
interface RemoteStock {
  /** Takes one with exactly these bytes; gives its UID. */
  take(mail: OutMail): Promise<number | undefined>;
}

async function openRemoteStock(client: ImapFlow, isEmpty: boolean, known: Known): Promise<RemoteStock> {
  const candidates = openCandidates<number>();
  if (!isEmpty) await addAll(candidates, client, new Set(known.values()));
  /** '' where it has gone: no digest is that. */
  const read = async (uid: number): Promise<string> => {
    const found = await inBounds(client, limits.answerBytes, 'answer', () =>
      client.fetchOne(String(uid), { source: true }, { uid: true }),
    );
    return found !== false && found.source !== undefined ? digestOf([found.source]) : '';
  };
  return {
    take: async (mail) => {
      if (!candidates.has(mail.size)) return undefined;
      const digest = digestOf(mail.bytes());
      for (;;) {
        const found = candidates.take(digest);
        if (found !== undefined) return found;
        const uid = candidates.unread(mail.size);
        if (uid === undefined) return undefined;
        candidates.keep(await read(uid), uid);
      }
    },
  };
}

async function addAll(
  candidates: Candidates<number>,
  client: ImapFlow,
  counted: ReadonlySet<number | undefined>,
): Promise<void> {
  const uids = (await allUids(client)).filter((uid) => !counted.has(uid));
  for (let at = 0; at < uids.length; at += limits.slice) {
    const slice = uids.slice(at, at + limits.slice);
    for await (const { uid, size = -1 } of fetchRows(client, slice, { uid: true, size: true }))
      candidates.add(size, uid);
  }
}
