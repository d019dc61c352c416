import { codeOf } from '../../../base/errors';
import { ImapError } from '../errors';
import type { ModSeq } from '../ids';
import { Cursor } from '../wire/cursor';
import { isTagChar, readKeyword } from '../wire/lexical';
import type { RawCommand } from '../wire/rawCommand';
import { isCounted, isFatal, replyTo, writeReply } from './reply';
import type { Reply } from './reply';
import { closeSelected } from './handle/select';
import { tellNews } from './news';
import { sayHighestModSeq, writeHighestModSeq } from './report';
import { forgetUnsaved } from './saved';
import { speaksUtf8 } from './session';
import type { Session } from './session';
import { isAboutOthers, isCommandName, isLegal, isOpening, mayTell } from './states';
import type { CommandName } from './states';
import { verbs } from './verbs';
import type { Prepared } from './verbs';

/** Carries out one command and answers it. Throws only what ends the connection. */
export async function dispatch(session: Session, raw: RawCommand): Promise<void> {
  const c = new Cursor(raw, speaksUtf8(session));
  const tag = readTag(c);
  session.tag = tag ?? '*';
  const reply = await attempt(session, 'unreadable', async () => {
    if (tag === undefined) throw new ImapError('syntax', 'A command begins with a tag and a space.');
    const name = readName(c);
    if (!isLegal(name, session.state.name)) throw new ImapError('bad-state', `${name} is out of place here.`);
    return carryOut(session, name, prepare(session, name, c));
  });
  if (reply.status === 'NO') forgetUnsaved(session, raw);
  session.output.write(writeReply(session.tag, reply));
  if (session.state.name === 'selected') session.state.selected.tracker.answered();
  // a turn of the loop takes a third as long as the command
  await (session.input.pending ? session.output.soon() : session.output.flush());
  await reply.afterwards?.();
}

/** A SELECT that is understood and refused has left the mailbox that was open (RFC 9051 §6.3.2), also where it is the name that will not do. */
function prepare(session: Session, name: CommandName, c: Cursor): Prepared {
  try {
    return verbs[name](c);
  } catch (error) {
    if (isOpening(name) && replyTo(error)?.status === 'NO') closeSelected(session);
    throw error;
  }
}

/** The tag with the space after it; undefined where there is none. */
export function readTag(c: Cursor): string | undefined {
  const tag = c.takeWhile(isTagChar);
  return tag !== '' && c.take(' ') ? tag : undefined;
}

function readName(c: Cursor): CommandName {
  const word = readKeyword(c);
  const name = word === 'UID' && c.take(' ') ? `UID ${readKeyword(c)}` : word;
  if (!isCommandName(name)) throw new ImapError('syntax', 'There is no such command.');
  return name;
}

/** The news follows the command's own answers, and comes before it is called done (RFC 9051 §7). */
async function carryOut(session: Session, name: CommandName, { shown, numbered, run }: Prepared): Promise<Reply> {
  const reply = await attempt(session, shown, () => run(session));
  if (reply.status === 'BAD') return reply;
  const told = { reply };
  const tell = async () => {
    const may = mayTell(name);
    const modSeq = await tellNews(session, numbered ? { ...may, expunged: false } : may, name);
    if (modSeq !== undefined) told.reply = withHighestModSeq(session, reply, modSeq);
    return reply;
  };
  try {
    await attempt(session, `news after ${shown}`, tell);
  } catch (error) {
    // done all the same: a client that never hears of it would do it again
    if (isFatal(error) && isAboutOthers(name)) session.output.write(writeReply(session.tag, reply));
    throw error;
  }
  return told.reply;
}

/** In the answer, as EXPUNGE must have it (RFC 7162 §3.2.7), or ahead of one that has a code of its own. */
function withHighestModSeq(session: Session, reply: Reply, modSeq: ModSeq): Reply {
  if (reply.status === 'OK' && reply.code === undefined) return { ...reply, code: writeHighestModSeq(modSeq) };
  sayHighestModSeq(session, modSeq);
  return reply;
}

/** Errors become replies here. One that nobody foresaw is told blandly and logged without what it says: that might be mail. */
async function attempt(session: Session, shown: string, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (isFatal(error)) throw error;
    if (error instanceof ImapError && isCounted(error)) session.errors++;
    const reply = replyTo(error);
    if (reply) return reply;
    session.options.log.error('imap command failed', { command: shown, ...traceOf(error) });
    return { status: 'NO', code: 'SERVERBUG', text: 'That did not work; the log of the server says why.' };
  }
}

/** What an error is and where it arose: its message may quote what it was given. */
function traceOf(error: unknown): { error: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = codeOf(error);
  const at = error.stack
    ?.split('\n')
    .find((line) => line.startsWith('    at '))
    ?.trim();
  return { error: error.name, ...(code !== undefined && { code }), ...(at !== undefined && { at }) };
}
