import type { FetchMessageObject, ImapFlow, ListResponse } from 'imapflow';
import { UserError } from '../../base/errors';
import { cleanDate, cleanFlags } from '../flags';
import { limits } from '../limits';
import type { InItem, Known, Source, SourceFolder } from '../mail';
import { openImapSession } from './connect';
import { sentenceFor } from './errors';
import { listFolders, plainName, useOf } from './folders';
import { imapPeer, type ImapTargetSettings } from './target';

/**
 * An account on an IMAP server, or one folder of it with what is below. Nothing is changed there, no mail is marked as read.
 * Throws UserError or NetError.
 */
export async function openImapSource(settings: ImapTargetSettings): Promise<Source> {
  const client = await openImapSession(settings);
  const told = <T>(f: () => Promise<T>) => f().catch((error: unknown) => Promise.reject(sentenceFor(error, settings)));
  return {
    peer: `from ${imapPeer(settings)}`,
    folders: () => told(() => chooseFolders(client, settings)),
    close: async () => {
      await client.logout().catch(() => undefined);
      client.close();
    },
  };
}

async function chooseFolders(client: ImapFlow, settings: ImapTargetSettings): Promise<SourceFolder[]> {
  const all = await listFolders(client);
  const chosen =
    settings.folder === undefined ? all.filter((one) => !isView(one)) : below(client, all, settings.folder);
  if (chosen.length === 0)
    throw new UserError(
      `There is no folder "${settings.folder ?? ''}" at ${settings.host}. There are: ${namesOf(client, all)}.`,
    );
  const seen = new Set<string>();
  // what holds every mail once more comes last, for those that are nowhere else
  const ordered = [...chosen.filter((one) => !holdsAll(one)), ...chosen.filter(holdsAll)];
  return ordered.map((one) => openFolder(client, settings, one, seen));
}

function below(client: ImapFlow, all: readonly ListResponse[], folder: string): ListResponse[] {
  const wanted = folder.toUpperCase() === 'INBOX' ? 'INBOX' : folder;
  return all.filter((one) => {
    const name = plainName(client, one);
    return name === wanted || one.path === wanted || name.startsWith(`${wanted}/`);
  });
}

function namesOf(client: ImapFlow, all: readonly ListResponse[]): string {
  return all
    .slice(0, 30)
    .map((one) => plainName(client, one))
    .join(', ');
}

/** Flagged mail of all folders, once more. */
function isView(one: ListResponse): boolean {
  return useOf(one) === '\\Flagged' || useOf(one) === '\\Important';
}

/** All mail of all folders, once more (RFC 6154 §2): Gmail's. */
function holdsAll(one: ListResponse): boolean {
  return useOf(one) === '\\All';
}

function openFolder(
  client: ImapFlow,
  settings: ImapTargetSettings,
  one: ListResponse,
  seen: Set<string>,
): SourceFolder {
  const name = plainName(client, one);
  return {
    name,
    below: belowOf(name, one.path, settings.folder),
    specialUse: holdsAll(one) ? '\\Archive' : useOf(one),
    key: `${one.path} ${one.status?.uidValidity ?? 0} > `,
    count: one.status?.messages,
    mails: (known) => mailsIn(client, settings, one, known, seen),
  };
}

/** The name from where the source begins. */
function belowOf(name: string, path: string, asked: string | undefined): string {
  if (asked === undefined) return name === 'INBOX' ? '' : name;
  return name.startsWith(`${asked}/`) ? name.slice(asked.length + 1) : name === asked || path === asked ? '' : name;
}

async function* mailsIn(
  client: ImapFlow,
  settings: ImapTargetSettings,
  folder: ListResponse,
  known: Known,
  seen: Set<string>,
): AsyncGenerator<InItem, void, undefined> {
  try {
    const { exists } = await client.mailboxOpen(folder.path, { readOnly: true });
    const found = exists === 0 ? [] : await client.search({ all: true }, { uid: true });
    const uids = Array.isArray(found) ? found : [];
    for (let at = 0; at < uids.length; at += limits.slice)
      yield* slice(client, folder, uids.slice(at, at + limits.slice), known, seen);
  } catch (error) {
    throw sentenceFor(error, settings);
  }
}

/** Looks at some mails, and fetches those that are new: small ones together, large ones in pieces. */
async function* slice(
  client: ImapFlow,
  folder: ListResponse,
  uids: number[],
  known: Known,
  seen: Set<string>,
): AsyncGenerator<InItem, void, undefined> {
  const query = { uid: true, flags: true, internalDate: true, size: true };
  const metas = await client.fetchAll(uids, query, { uid: true });
  const small: FetchMessageObject[] = [];
  for (const meta of metas) {
    const again = meta.emailId !== undefined && seen.has(meta.emailId);
    if (meta.emailId !== undefined) seen.add(meta.emailId);
    if (known.has(String(meta.uid)) || (again && holdsAll(folder))) yield { kind: 'known' };
    else if ((meta.size ?? 0) > limits.smallBytes) yield* fetchLarge(client, folder, meta);
    else small.push(meta);
  }
  yield* fetchSmall(client, small);
}

async function* fetchSmall(client: ImapFlow, metas: FetchMessageObject[]): AsyncGenerator<InItem, void, undefined> {
  for (const group of groupsOf(metas)) {
    const byUid = new Map(group.map((meta) => [meta.uid, meta]));
    for (const { uid, source } of await client.fetchAll(
      [...byUid.keys()],
      { uid: true, source: true },
      { uid: true },
    )) {
      const meta = byUid.get(uid);
      // one that went meanwhile has no bytes
      if (meta && source) yield mailOf(meta, source);
    }
  }
}

/** As many together as fit into `fetchBytes`. */
function groupsOf(metas: readonly FetchMessageObject[]): FetchMessageObject[][] {
  const groups: FetchMessageObject[][] = [];
  let room = 0;
  for (const meta of metas) {
    const size = meta.size ?? limits.smallBytes;
    const last = groups.at(-1);
    if (last && size <= room) last.push(meta);
    else groups.push([meta]);
    room = (last && size <= room ? room : limits.fetchBytes) - size;
  }
  return groups;
}

async function* fetchLarge(
  client: ImapFlow,
  folder: ListResponse,
  meta: FetchMessageObject,
): AsyncGenerator<InItem, void, undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = { start: length, maxLength: limits.fetchBytes };
    const found = await client.fetchOne(String(meta.uid), { source: part }, { uid: true });
    const piece = found === false ? undefined : found.source;
    if (piece) pieces.push(piece);
    length += piece?.length ?? 0;
    if (length > limits.mailBytes) {
      const why = `${folder.path}: mail ${meta.uid} is larger than ${limits.mailBytes / 2 ** 20} MiB, and was left.`;
      yield { kind: 'refused', why };
      return;
    }
    if ((piece?.length ?? 0) < limits.fetchBytes) break;
  }
  if (length > 0) yield mailOf(meta, Buffer.concat(pieces));
}

function mailOf({ uid, flags, internalDate }: FetchMessageObject, source: Buffer): InItem {
  const date = new Date(internalDate ?? 0).getTime();
  return {
    kind: 'mail',
    mail: { key: String(uid), flags: cleanFlags(flags ?? []), internalDate: cleanDate(date), source },
  };
}
