// GETMETADATA and SETMETADATA: what a client notes about a mailbox or the account.
import { latin1 } from '../../../../base/bytes';
import type { GetMetadata, SetMetadata } from '../../command/metadata';
import { ImapError } from '../../errors';
import { writeMetadata } from '../../response/metadata';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf, speaksUtf8 } from '../session';
import type { Session } from '../session';

/** Whom to write to when the server is in trouble (RFC 5464 §6.2.1): clients may read it only. */
const admin = '/shared/admin';

/** What LIST says a mailbox is for (RFC 6154 §4). It is set when the mailbox is created, and read here. */
const specialUse = '/private/specialuse';

/** RFC 5464 §4.2: an entry asked for by its own name is NIL where there is none; what lies below is told where it is there. */
export async function handleGetMetadata(session: Session, wanted: GetMetadata): Promise<Reply> {
  const { mailbox, entries, depth, maxSize = Infinity } = wanted;
  const kept = await entriesOf(session, mailbox);
  const found = [...kept].filter(([name]) => entries.some((entry) => isWithin(name, entry, depth)));
  const absent =
    depth > 0 ? [] : entries.filter((entry) => !kept.has(entry)).map((entry) => [entry, undefined] as const);
  const short = [...found.filter(([, value]) => value.length <= maxSize), ...absent];
  if (short.length > 0) session.output.write(writeMetadata(mailbox, short, speaksUtf8(session)));
  const longest = Math.max(0, ...found.map(([, value]) => value.length));
  return ok('That is all', longest > maxSize ? `METADATA LONGENTRIES ${longest}` : undefined);
}

/** RFC 5464 §4.3: all or none. */
export async function handleSetMetadata(session: Session, { mailbox, entries }: SetMetadata): Promise<Reply> {
  const { metadataEntries, metadataValueBytes } = session.limits;
  if (entries.has(mailbox === '' ? admin : specialUse)) throw new ImapError('cannot', 'That entry can only be read.');
  if ([...entries.values()].some((value) => (value?.length ?? 0) > metadataValueBytes))
    return refuse(`MAXSIZE ${metadataValueBytes}`, `A value may have ${metadataValueBytes} bytes.`);
  const account = accountOf(session);
  const kept = await account.metadata(placeOf(mailbox));
  const names = new Set(kept.keys());
  for (const [name, value] of entries)
    if (value) names.add(name);
    else names.delete(name);
  if (names.size > Math.max(kept.size, metadataEntries))
    return refuse('TOOMANY', `There may be ${metadataEntries} entries of a mailbox.`);
  session.notifying?.ours.add(mailbox);
  await account.setMetadata(placeOf(mailbox), entries);
  return ok('Kept');
}

async function entriesOf(session: Session, mailbox: string): Promise<ReadonlyMap<string, Buffer>> {
  const account = accountOf(session);
  const kept = new Map(await account.metadata(placeOf(mailbox)));
  if (mailbox === '') return kept;
  const use = (await account.list()).find(({ name }) => name === mailbox)?.specialUse;
  kept.delete(specialUse);
  return use === undefined ? kept : kept.set(specialUse, latin1(use));
}

function placeOf(mailbox: string): string | undefined {
  return mailbox === '' ? undefined : mailbox;
}

function isWithin(name: string, entry: string, depth: number): boolean {
  if (name === entry) return true;
  return name.startsWith(`${entry}/`) && name.slice(entry.length + 1).split('/').length <= depth;
}

function refuse(code: string, text: string): Reply {
  return { status: 'NO', code: `METADATA ${code}`, text };
}
