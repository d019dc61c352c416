import { setImmediate as breathe } from 'node:timers/promises';
import { asBuffer } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import { codeOf } from '../../base/errors';
import type { Log } from '../../base/log';
import { searchedBytes, searchedText } from '../../protocol/imap';
import type { NewMessage } from '../../protocol/imap';
import { StoreError } from '../../store';
import type { BodyId, DueMessage, DueText, Mail, MailboxId, NewText, Store, Uid } from '../../store';
import { parseStructure } from './forms';

export interface KeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** A number that changes whenever a mail client says or is told something. */
  readonly traffic: () => number;
}

/** No mail client has said anything for so long. */
const quietMs = 2000;

/** That is waited for so many times. A client that is never quiet, with 100,000 mails to file, would otherwise never have them searched quickly. */
const mostWaits = 15;

/** From then on some are read each so often beside what clients ask: a twentieth of the time, and 160 mails a second. */
const besideMs = 200;

/** After a full disk, or another process that is writing. */
const laterMs = 60_000;

/** Texts kept in one transaction, which takes some milliseconds. */
const atOnce = { mails: 32, bytes: 128 * 1024 };

/** Of a text that is read right behind its mail: half a millisecond's work. */
const shortBytes = 32 * 1024;

/** UTF-16 units of a mail's text. Few have more: those are looked into one by one. */
const most = 1024 * 1024;

/**
 * Reads the text of mail that has come, for SEARCH to have it at hand, whenever mail clients are quiet, or beside them where they never are, until
 * `signal` is aborted. Nothing depends on it but how long a search takes: where it cannot go on it waits, and it never throws.
 */
export async function keepTexts(parts: KeepingParts, signal: AbortSignal): Promise<void> {
  const quiet = openQuiet(parts, signal);
  for (let next: Next = 'new'; next !== 'nothing' && !signal.aborted;) {
    await quiet(next);
    next = await goOn(parts, signal);
  }
}

/** What is there to be read: more of the same, what has come since all was read, or nothing ever again. */
type Next = 'more' | 'new' | 'nothing';

/** Waits until mail clients have said nothing for a while, and not for ever; not at all where nothing was said since the last time. */
function openQuiet({ clock, traffic }: KeepingParts, signal: AbortSignal): (next: Next) => Promise<void> {
  let seen = -1;
  let waits = 0;
  const look = () => {
    const before = seen;
    seen = traffic();
    return seen === before;
  };
  return async (next) => {
    if (next === 'new') waits = 0;
    while (!look() && !signal.aborted) {
      if (waits >= mostWaits) return clock.sleep(besideMs, signal);
      await clock.sleep(quietMs, signal);
      waits = traffic() === seen ? 0 : waits + 1;
    }
  };
}

async function goOn({ store, clock, log }: KeepingParts, signal: AbortSignal): Promise<Next> {
  const change = openChange(store, signal);
  try {
    if (await keepSome(store.mail, signal)) return 'more';
    await change.come;
    return 'new';
  } catch (error) {
    if (error instanceof StoreError && error.retry === 'later') {
      await clock.sleep(laterMs, signal);
      return 'more';
    }
    log.error('texts for searches are no longer kept', { code: codeOf(error) });
    return 'nothing';
  } finally {
    change.forget();
  }
}

/** False where all texts are kept. */
export async function keepSome({ messages, texts }: Mail, signal: AbortSignal): Promise<boolean> {
  const read = await readSome(messages, texts.due(atOnce.mails), signal);
  if (read.length > 0 && !signal.aborted) texts.keep(read);
  return read.length > 0;
}

/**
 * Reads and keeps the texts of one mailbox that are not kept yet, for a search that would look into these very mails, and so would the next. Where
 * they cannot be kept, the disk being full or another process writing, the search does without.
 */
export async function keepTextsOf({ messages, texts }: Mail, mailbox: MailboxId): Promise<void> {
  try {
    for (let after: Uid | 0 = 0; ;) {
      const due: readonly DueMessage[] = texts.dueIn(mailbox, after, atOnce.mails);
      const read = await readSome(messages, due);
      if (read.length === 0) return;
      texts.keep(read);
      after = due[read.length - 1]?.uid ?? after;
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** A mail that has been filed just now. */
export interface FiledMail extends Pick<NewMessage, 'source' | 'structure'> {
  readonly bodyId: BodyId;
}

/**
 * Reads and keeps the texts of those with a short one, behind the answer to who filed them: they are at hand now, and to read the mail again takes
 * twice as long. The turn of others comes when clients are quiet, and so does that of what cannot be read or kept now.
 */
export function keepTextsOfFiled({ texts }: Mail, filed: readonly FiledMail[]): void {
  const short = filed.filter(({ structure }) => searchedBytes(structure) <= shortBytes);
  const keepAll = async () => {
    for (const { bodyId, structure, source } of short) {
      await breathe();
      const read = async (start: number, end: number) => source.subarray(start, end);
      texts.keepSoon({ bodyId, ...(await textOf({ structure, read })) });
    }
  };
  keepAll().catch(() => undefined);
}

/** The first of them, as many as one transaction may take. */
async function readSome(
  messages: Mail['messages'],
  due: readonly DueText[],
  signal?: AbortSignal,
): Promise<readonly NewText[]> {
  const read: NewText[] = [];
  let bytes = 0;
  for (const one of due) {
    if (signal?.aborted || bytes >= atOnce.bytes) break;
    const text = await readText(messages, one);
    read.push(text);
    bytes += text.head.length + text.body.length;
  }
  if (read.length > 0) await breathe();
  return read;
}

/** A mail that cannot be read is kept without a text: a search looks into it, and fares no better or worse than before. */
async function readText(messages: Mail['messages'], due: DueText): Promise<NewText> {
  const { bodyId, structure } = due;
  try {
    const source = { structure: parseStructure(structure), read: readerOf(messages, due) };
    return { bodyId, ...(await textOf(source)) };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return { bodyId, whole: false, head: nothing, body: nothing };
  }
}

async function textOf(source: Parameters<typeof searchedText>[0]): Promise<Omit<NewText, 'bodyId'>> {
  const { head, body, whole } = await searchedText(source, most);
  return { whole, head: Buffer.from(head), body: Buffer.from(body) };
}

/** Most mails are short, and at hand. */
function readerOf(messages: Mail['messages'], { bodyId, beginning }: DueText) {
  const atHand = asBuffer(beginning ?? nothing);
  return (start: number, end: number): Promise<Buffer> =>
    end <= atHand.length ? Promise.resolve(atHand.subarray(start, end)) : readSlowly(messages, bodyId, start, end);
}

const nothing = Buffer.alloc(0);

/** The engine asks for 128 KiB at most of a text: that takes some milliseconds to fold. */
async function readSlowly(messages: Mail['messages'], body: BodyId, start: number, end: number): Promise<Buffer> {
  await breathe();
  return Buffer.concat([...messages.bytes(body, start, end)]);
}

/** The next change of the store, from now on; it comes as well when aborted. */
function openChange(store: Store, signal: AbortSignal): { readonly come: Promise<void>; readonly forget: () => void } {
  const { promise, resolve } = withResolver();
  const stop = store.watch(resolve);
  signal.addEventListener('abort', resolve);
  if (signal.aborted) resolve();
  const forget = () => {
    stop();
    signal.removeEventListener('abort', resolve);
  };
  return { come: promise, forget };
}

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
