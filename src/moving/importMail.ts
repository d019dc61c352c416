import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../base/clock';
import { disown } from '../base/ownFields';
import type { MailboxId, MailboxRow, NymId, Store, Uid, WayId } from '../store';
import { appendMails } from './appendMails';
import { limits } from './limits';
import type { InMail, Known, Report, Source, SourceFolder, Summary, Tally } from './mail';
import { mailboxName } from './names';
import { openStock, type Stock } from './stock';

export interface ImportWishes {
  readonly store: Store;
  readonly clock: Clock;
  readonly nymId: NymId;
  readonly source: Source;
  /** The mailbox for the source's INBOX; its other folders go below. Without it each goes where its name or use says. */
  readonly into?: string | undefined;
  /**
   * Forget that what the source has came before: what is not in the mailbox comes again. What came from elsewhere stays known, also where
   * all files are one place in the book.
   */
  readonly again?: boolean;
  readonly report?: Report;
}

/**
 * Copies every mail of a source into the mailboxes of a nym, with flags and dates. A mail and the note that it has come are one
 * transaction: none comes twice, also where the program was killed in the middle. The caller closes the source. Throws
 * UserError where the source fails.
 */
export async function importMail(wishes: ImportWishes): Promise<Summary> {
  const { source, report } = wishes;
  const sources = await source.folders();
  const counts = sources.map(({ count }) => count);
  const total = counts.every((count) => count !== undefined) ? counts.reduce((a, b) => a + b, 0) : undefined;
  const problems: string[] = [];
  const folders: Tally[] = [];
  let done = 0;
  for (const folder of sources) {
    const name = targetName(wishes, folder);
    const tally: Tally = { mailbox: name, moved: 0, there: 0, refused: 0 };
    folders.push(tally);
    await importFolder(wishes, folder, name, (result, why) => {
      tally[result]++;
      if (why !== undefined) problems.push(why);
      report?.(++done, total);
    });
  }
  return { folders, problems };
}

type Count = (result: 'moved' | 'there' | 'refused', why?: string) => void;

/** Where a folder's mail goes: the mailbox of that use (RFC 6154 §2), or of that name. */
function targetName({ store, nymId, into }: ImportWishes, { name, below, specialUse }: SourceFolder): string {
  if (into !== undefined) return mailboxName(`${into}/${below}`);
  const own = mailboxName(name);
  const mailboxes = store.mail.mailboxes.list(nymId);
  const use = specialUse === undefined ? undefined : mailboxes.find((one) => one.specialUse === specialUse);
  return use?.name ?? own;
}

async function importFolder(wishes: ImportWishes, folder: SourceFolder, name: string, count: Count): Promise<void> {
  const { store, nymId, source, again } = wishes;
  const way = store.moves.way(nymId, source.peer, `${folder.key}${name}`);
  const known = again === true ? new Map<string, number>() : store.moves.all(way);
  const isNew = known.size === 0;
  let refused = false;
  const keys = openKeys();
  const batch = openBatch(wishes, way, name, known);
  for await (const item of folder.mails(known)) {
    if (item.kind !== 'mail') {
      refused ||= item.kind === 'refused';
      count(item.kind === 'known' ? 'there' : 'refused', item.kind === 'refused' ? item.why : undefined);
      continue;
    }
    const key = keys(item.mail);
    count(known.has(key) ? 'there' : batch.add(key, item.mail));
    await breathe();
  }
  batch.flush();
  // an empty folder is one too, if it could be read; a mailbox that was deleted since the first time is made again for new mail only
  if (isNew && !refused) findOrMake(wishes, name);
}

/** Where a folder has no keys of its own, a mail's content is its key, with a number, for the same mail may be there twice. */
function openKeys(): (mail: InMail) => string {
  const seen = new Map<string, number>();
  return ({ key, source }) => {
    if (key !== undefined) return key;
    const digest = createHash('sha256').update(source).digest('base64url');
    const nth = seen.get(digest) ?? 0;
    seen.set(digest, nth + 1);
    return nth === 0 ? digest : `${digest} ${nth}`;
  };
}

/** Gathers mails for one commit, and looks for each whether it is there already. */
function openBatch(wishes: ImportWishes, way: WayId, name: string, known: Map<string, number | undefined>) {
  const { store, again } = wishes;
  const note = (key: string, uid: Uid | undefined) => {
    if (again === true) store.moves.forgetMail(way, key);
    store.moves.note(way, key, uid);
  };
  let there: { key: string; uid: Uid }[] = [];
  let fresh: { key: string; mail: InMail }[] = [];
  let stock: Stock | undefined;
  const flush = () => {
    store.transaction(() => {
      for (const { key, uid } of there) note(key, uid);
      if (fresh.length === 0) return;
      const mails = fresh.map(({ mail }) => mail);
      const uids = appendMails(store, findOrMake(wishes, name).id, mails, wishes.clock.now());
      fresh.forEach(({ key }, i) => {
        note(key, uids[i]);
      });
    });
    there = [];
    fresh = [];
  };
  const isFull = () =>
    there.length + fresh.length >= limits.batchMails ||
    fresh.reduce((sum, { mail }) => sum + mail.source.length, 0) >= limits.batchBytes;
  const add = (key: string, mail: InMail): 'moved' | 'there' => {
    stock ??= stockOf(wishes, name, known);
    const uid = takeFrom(stock, mail.source);
    known.set(key, uid);
    if (uid === undefined) fresh.push({ key, mail });
    else there.push({ key, uid });
    if (isFull()) flush();
    return uid === undefined ? 'moved' : 'there';
  };
  return { add, flush };
}

/** As it comes, or as it was filed: see `appendMails`. */
function takeFrom(stock: Stock, source: Buffer): Uid | undefined {
  const filed = disown(source);
  return stock.take(source) ?? (filed === source ? undefined : stock.take(filed));
}

function stockOf({ store, nymId }: ImportWishes, name: string, known: Known): Stock {
  const mailbox = store.mail.mailboxes.byName(nymId, name);
  return mailbox ? openStock(store, mailbox.id, known) : { take: () => undefined };
}

/** The mailbox of a name, made and subscribed where it is not there. */
function findOrMake({ store, nymId, clock }: ImportWishes, name: string): Pick<MailboxRow, 'id'> {
  const { mailboxes } = store.mail;
  return store.transaction(() => {
    const found = mailboxes.byName(nymId, name);
    if (found) return found;
    const id: MailboxId = mailboxes.create(nymId, name, clock.now());
    mailboxes.subscribe(nymId, name, true);
    return { id };
  });
}
