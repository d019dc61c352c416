import type { Duplex } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { codeOf } from '../../../base/errors';
import { ImapError } from '../errors';
import { Bell, withDeadline } from '../wire/bell';
import { Cursor } from '../wire/cursor';
import { readRawCommand, RefusedUnread } from '../wire/rawCommand';
import type { RawCommand } from '../wire/rawCommand';
import { capabilities } from './capabilities';
import { dispatch, readTag } from './dispatch';
import type { ServerOptions } from './options';
import { closeSelected } from './handle/select';
import { listen } from './listen';
import { mayTellBetween, tellNewsBetween, tellWhatCan } from './news';
import { writeReply } from './reply';
import type { Reply } from './reply';
import { forgetUnsaved } from './saved';
import { openSession, withPatience } from './session';
import type { Session } from './session';
import { isOpening } from './states';

// What holds at all times, whatever the client sends:
// - A command is answered before the next is read, so pipelined commands are done in order (RFC 9051 §5.5).
// - Sequence numbers move only by an EXPUNGE that this client has been told of, and never while a FETCH, STORE or SEARCH by
//   sequence number runs (RFC 9051 §7.5.1): session/tracker.ts.
// - A UID never means another message; UIDs rise in the order of arrival (RFC 9051 §2.3.1.1): the backend's promise.
// - A literal over the limit is refused before its bytes are read; before login the limit is a thousand bytes.
// - A message leaves piece by piece, as fast as the client reads; it is never held whole on its way out, and once on its way in.
// - Which command is legal when is decided in one table: session/states.ts.
// - No password is looked at in the clear unless the owner allows it; a wrong one makes the next answer slower.
// - What the log is told of a command is its redacted form.

/** Serves one connection until it ends; never rejects. The stream is destroyed in the end. */
export async function serveConnection(stream: Duplex, options: ServerOptions): Promise<void> {
  const session = openSession(stream, options);
  try {
    session.output.write(`* OK [CAPABILITY ${capabilities(session).join(' ')}] IMAP4rev2 ready\r\n`);
    await session.output.flush();
    for (let done = 1; session.state.name !== 'logout'; done++) {
      await serveOne(session);
      if (done % session.limits.commandsATurn === 0) await breathe();
    }
  } catch (error) {
    farewell(session, error);
  } finally {
    await finish(session);
  }
}

async function serveOne(session: Session): Promise<void> {
  if (session.notifying) await listenBetween(session);
  const raw = await nextCommand(session);
  if (raw) await dispatch(session, raw);
  const most = session.state.name === 'not-authenticated' ? session.limits.strangerErrors : session.limits.userErrors;
  if (session.errors >= most) throw new ImapError('flood', 'Too many commands that make no sense.');
}

/** A client that has said NOTIFY is told at any time (RFC 5465 §3.1). What cannot be found out now is told later. */
async function listenBetween(session: Session): Promise<void> {
  await listen(session, () => tellWhatCan(() => tellNewsBetween(session, mayTellBetween(session))));
}

/** Undefined for a command that had to be refused unread. */
async function nextCommand(session: Session): Promise<RawCommand | undefined> {
  const { input, output, limits, options } = session;
  if (options.signal?.aborted) throw new ImapError('timeout', 'The server is closing.');
  // of many commands that came together all but the first need no deadline
  const plain = input.plainLine(limits.lineBytes);
  if (plain) return { pieces: [{ text: plain.toString('latin1') }] };
  const wire = {
    input,
    limits,
    literalLimit: (firstLine: string) => literalLimit(session, firstLine),
    commandLimit: (firstLine: string) => commandLimit(session, firstLine),
    proceed: async () => {
      output.write('+ Go on\r\n');
      await output.flush();
    },
  };
  return withPatience(session, async (signal) => {
    try {
      return await readRawCommand(wire, signal);
    } catch (error) {
      await refuseUnread(session, error);
      return undefined;
    }
  });
}

/** Only a user's APPEND may be large. */
function literalLimit({ state, limits }: Session, firstLine: string): number {
  if (state.name === 'not-authenticated') return limits.strangerBytes;
  return verbOf(firstLine) === 'APPEND' ? limits.messageBytes : limits.stringBytes;
}

/** Only a user's APPEND may bring several messages. */
function commandLimit({ state, limits }: Session, firstLine: string): number {
  if (state.name === 'not-authenticated') return limits.strangerCommandBytes;
  return verbOf(firstLine) === 'APPEND' ? limits.appendBytes : limits.commandBytes;
}

/** A literal or a line over the limit, which have been got over: the client is told. */
async function refuseUnread(session: Session, error: unknown): Promise<void> {
  const { output, limits, state } = session;
  if (!(error instanceof RefusedUnread)) throw error;
  const { code, firstLine, message } = error;
  if (code === 'too-long' || state.name === 'not-authenticated') session.errors++;
  if (code === 'too-big' && isOpening(verbOf(firstLine))) closeSelected(session);
  const refused = { pieces: [{ text: firstLine }] };
  if (code === 'too-big') forgetUnsaved(session, refused);
  const tag = readTag(new Cursor(refused)) ?? '*';
  output.write(writeReply(tag, { ...refusalOf(error, limits), text: message }));
  await output.flush();
}

/** A note that is too long has a code of its own, which says how long it may be (RFC 5464 §4.3). */
function refusalOf({ code, firstLine }: RefusedUnread, limits: Session['limits']): Omit<Reply, 'text'> {
  if (code === 'too-long') return { status: 'BAD' };
  const isNote = verbOf(firstLine) === 'SETMETADATA';
  return { status: 'NO', code: isNote ? `METADATA MAXSIZE ${limits.metadataValueBytes}` : 'TOOBIG' };
}

function verbOf(firstLine: string): string | undefined {
  return firstLine.split(' ', 2)[1]?.toUpperCase();
}

/** A last word, where there is one to say and somebody to hear it. */
function farewell({ output, options }: Session, error: unknown): void {
  if (!(error instanceof ImapError)) {
    options.log.error('imap connection failed', { error: error instanceof Error ? error.name : typeof error });
    output.write('* BYE [SERVERBUG] Something went wrong here\r\n');
  } else if (error.code === 'closed') {
    if (error.cause !== undefined) options.log.error('imap answer cut short', { code: codeOf(error.cause) });
  } else if (options.signal?.aborted) output.write('* BYE [UNAVAILABLE] The server is closing\r\n');
  else output.write(`* BYE ${error.message}\r\n`);
}

/** Sends what is left and hangs up. What still comes is read and dropped: unread bytes would make TCP drop our last words. */
async function finish({ stream, input, output, options, limits, patience }: Session): Promise<void> {
  patience.close();
  try {
    await output.settled();
    input.release();
    if (!output.broken) await leave(stream, options, limits.lingerMs);
  } catch (error) {
    options.log.warn('imap connection ended badly', { code: codeOf(error) });
  } finally {
    stream.destroy();
  }
}

function leave(stream: Duplex, { clock }: ServerOptions, ms: number): Promise<void> {
  return withDeadline(clock, ms, async (signal) => {
    const news = new Bell();
    for (const event of ['close', 'end', 'finish']) stream.on(event, news.ring);
    stream.resume();
    stream.end();
    const over = () => stream.closed || (stream.readableEnded && stream.writableFinished);
    while (!over() && !signal.aborted) await news.wait(signal);
  });
}
