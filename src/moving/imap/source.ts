import type { FetchMessageObject, ImapFlow, ListResponse } from 'imapflow';
import { UserError } from '../../base/errors';
import { cleanDate, cleanFlags } from '../flags';
import { limits } from '../limits';
import type { InItem, Known, Source, SourceFolder } from '../mail';
import { openImapSession } from './connect';
import { sentenceFor } from './errors';
import { allUids, listFolders, plainName, useOf } from './folders';
import { fetchRows, inBounds } from './inBounds';
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
  // what holds every mail once more comes last, for those that are nowhere else
  const ordered = [...chosen.filter((one) => !holdsAll(one)), ...chosen.filter(holdsAll)];
  const seen = chosen.some(holdsAll) ? new Set<string>() : undefined;
  return ordered.map((folder) => openFolder({ client, settings, folder, seen }));
}

interface FolderParts {
  readonly client: ImapFlow;
  readonly settings: ImapTargetSettings;
  readonly folder: ListResponse;
  /** The server's own ids of mails met so far, where a folder holds all mail once more. */
  readonly seen: Set<string> | undefined;
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

function openFolder(parts: FolderParts): SourceFolder {
  const { client, settings, folder } = parts;
  const name = plainName(client, folder);
  return {
    name,
    below: belowOf(name, folder.path, settings.folder),
    specialUse: holdsAll(folder) ? '\\Archive' : useOf(folder),
    key: `${folder.path} ${folder.status?.uidValidity ?? 0} > `,
    count: folder.status?.messages,
    mails: (known) => mailsIn(parts, known),
  };
}

/** The name from where the source begins. */
function belowOf(name: string, path: string, asked: string | undefined): string {
  if (asked === undefined) return name === 'INBOX' ? '' : name;
  return name.startsWith(`${asked}/`) ? name.slice(asked.length + 1) : name === asked || path === asked ? '' : name;
}

async function* mailsIn(parts: FolderParts, known: Known): AsyncGenerator<InItem, void, undefined> {
  const { client, folder, settings } = parts;
  try {
    const { exists, uidValidity } = await client.mailboxOpen(folder.path, { readOnly: true });
    // without it a number that was one mail's yesterday may be another's today
    if (uidValidity !== folder.status?.uidValidity)
      throw new UserError(`${folder.path} has been made anew meanwhile. Run the same command again.`);
    const uids = exists === 0 ? [] : await allUids(client);
    for (let at = 0; at < uids.length; at += limits.slice)
      yield* slice(parts, uids.slice(at, at + limits.slice), known);
  } catch (error) {
    throw sentenceFor(error, settings);
  }
}

/** Looks at some mails, and fetches those that are new: small ones together, large ones in pieces. */
async function* slice(parts: FolderParts, uids: number[], known: Known): AsyncGenerator<InItem, void, undefined> {
  const { client, folder, seen } = parts;
  const looked = seen ? uids : uids.filter((uid) => !known.has(String(uid)));
  for (let n = looked.length; n < uids.length; n++) yield { kind: 'known' };
  if (looked.length === 0) return;
  const query = { uid: true, flags: true, internalDate: true, size: true } as const;
  const metas: FetchMessageObject[] = [];
  const fresh: FetchMessageObject[] = [];
  for await (const meta of fetchRows(client, looked, query)) {
    metas.push(meta);
    const again = isSeen(seen, meta);
    if (known.has(String(meta.uid)) || (again && holdsAll(folder))) yield { kind: 'known' };
    else fresh.push(meta);
  }
  yield* missing(folder, looked, metas);
  for (const group of groupsOf(fresh)) yield* isLarge(group[0]) ? fetchLarge(parts, group) : fetchSmall(parts, group);
}

/** Whether another folder had it; it counts as seen from now on. */
function isSeen(seen: Set<string> | undefined, { emailId = '' }: FetchMessageObject): boolean {
  if (!seen || emailId === '' || emailId.length > limits.emailIdBytes) return false;
  const before = seen.size;
  return seen.add(emailId).size === before;
}

/** What was there and is not given: said, and not passed over. */
function* missing(
  { path }: ListResponse,
  wanted: readonly number[],
  given: readonly FetchMessageObject[],
): Generator<InItem, void, undefined> {
  const have = new Set(given.map(({ uid }) => uid));
  for (const uid of wanted)
    if (!have.has(uid))
      yield { kind: 'refused', why: `${path}: mail ${uid} went meanwhile, or the server does not give it.` };
}

function isLarge(meta: FetchMessageObject | undefined): boolean {
  return (meta?.size ?? 0) > limits.smallBytes;
}

/** In order; as many together as fit into `fetchBytes`, and a large one alone. */
function groupsOf(metas: readonly FetchMessageObject[]): FetchMessageObject[][] {
  const groups: FetchMessageObject[][] = [];
  let room = 0;
  for (const meta of metas) {
    const size = meta.size ?? limits.smallBytes;
    const last = groups.at(-1);
    const fits = size <= room && !isLarge(meta) && !isLarge(last?.[0]);
    if (last && fits) last.push(meta);
    else groups.push([meta]);
    room = (last && fits ? room : limits.fetchBytes) - size;
  }
  return groups;
}

/** One at a time out of one answer: however much the server sends, one is in memory. */
async function* fetchSmall(
  { client, folder }: FolderParts,
  metas: readonly FetchMessageObject[],
): AsyncGenerator<InItem, void, undefined> {
  const byUid = new Map(metas.map((meta) => [meta.uid, meta]));
  const given: FetchMessageObject[] = [];
  for await (const { uid, source } of fetchRows(client, [...byUid.keys()], { uid: true, source: true })) {
    const meta = byUid.get(uid);
    if (!meta || !source) continue;
    given.push(meta);
    yield mailOf(meta, source);
  }
  yield* missing(folder, [...byUid.keys()], given);
}

async function* fetchLarge(
  { client, folder }: FolderParts,
  metas: readonly FetchMessageObject[],
): AsyncGenerator<InItem, void, undefined> {
  for (const meta of metas) {
    const source = await fetchPieces(client, meta);
    if (source === 'too-large')
      yield {
        kind: 'refused',
        why: `${folder.path}: mail ${meta.uid} is larger than ${limits.mailBytes / 2 ** 20} MiB, and was left.`,
      };
    else if (source.length === 0) yield* missing(folder, [meta.uid], []);
    else yield mailOf(meta, source);
  }
}

/**
 * Reads on until a piece is short: what a server says of sizes is not always so. But one that has nothing at all where there should be more does
 * not give the mail, or it went meanwhile: then nothing, for half a mail would be taken for the whole one ever after.
 */
async function fetchPieces(client: ImapFlow, { uid, size = 0 }: FetchMessageObject): Promise<Buffer | 'too-large'> {
  const pieces: Buffer[] = [];
  for (let length = 0; length <= limits.mailBytes;) {
    const part = { start: length, maxLength: limits.fetchBytes };
    const found = await inBounds(client, limits.answerBytes, 'answer', () =>
      client.fetchOne(String(uid), { source: part }, { uid: true }),
    );
    const piece = (found === false ? undefined : found.source) ?? Buffer.alloc(0);
    pieces.push(piece);
    length += piece.length;
    if (piece.length === 0 && length < size) return piece;
    if (piece.length < limits.fetchBytes) return Buffer.concat(pieces);
  }
  return 'too-large';
}

function mailOf({ uid, flags, internalDate }: FetchMessageObject, source: Buffer): InItem {
  const date = new Date(internalDate ?? 0).getTime();
  return {
    kind: 'mail',
    mail: { key: String(uid), flags: cleanFlags(flags ?? []), internalDate: cleanDate(date), source },
  };
}
