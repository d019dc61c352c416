import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { sameAddress } from '../../base/address';
import { combinedLogin } from '../../base/combined';
import { codeOf } from '../../base/errors';
import type { Log } from '../../base/log';
import { Refusal } from '../letter';
import { collect } from './collect';
import { logIn } from './login';
import type { SubmissionParts } from './parts';
import { replyError, replyTo } from './replies';

/** Jokes of the library's, and help that would name it. */
export const disabled = ['WIZ', 'SHELL', 'KILL', 'HELP'];

type Handlers = Required<
  Pick<SMTPServerOptions, 'onConnect' | 'onSecure' | 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData'>
>;

/** What the server does at each step of a session. Mails that are being taken over are in `underWay`. */
export function openHandlers(parts: SubmissionParts, underWay: Set<Promise<unknown>>): Handlers {
  return {
    // RFC 4954 §4: passwords are neither asked for nor taken before TLS
    onConnect: (session, done) => {
      if (!session.secure && !parts.allowPlainAuth) session.disabledCommands = [...disabled, 'AUTH'];
      done();
    },
    onSecure: (_socket, session, done) => {
      session.disabledCommands = disabled;
      done();
    },
    onAuth: (auth, _session, done) => {
      void logIn(parts, auth.username ?? '', auth.password ?? '').then((user) => {
        if (typeof user === 'string') done(null, { user });
        else done(user);
      });
    },
    onMailFrom: ({ address }, session, done) => {
      done(attempt(() => refuseSender(parts, address, session)));
    },
    onRcptTo: ({ address }, _session, done) => {
      done(
        attempt(() => {
          parts.checkRecipient(address);
          return undefined;
        }),
      );
    },
    onData: (stream, session, done) => {
      const task = takeOver(parts, stream, session);
      underWay.add(task);
      void task.then((said) => {
        underWay.delete(task);
        if (typeof said === 'string') done(null, said);
        else done(said);
      });
    },
  };
}

/** With the combined login the envelope may name any nym here: which one sends is for From to say. */
function refuseSender({ isNym }: SubmissionParts, address: string, session: SMTPServerSession): Error | undefined {
  const user = userOf(session);
  if (user === undefined)
    return replyError(530, '5.7.0', 'Start TLS first: set the connection security of this account to STARTTLS.');
  if (user !== combinedLogin)
    return sameAddress(address, user)
      ? undefined
      : replyError(553, '5.7.1', `You are logged in as ${user} and can send from that address only.`);
  if (isNym(address)) return undefined;
  const sentence = `${address || 'Nobody'} is no nym here. Choose the address of one of your nyms as sender.`;
  return replyError(553, '5.7.1', sentence);
}

/** Gives the good word, or the error reply. */
async function takeOver(
  { submit, log }: SubmissionParts,
  stream: Parameters<Handlers['onData']>[0],
  session: SMTPServerSession,
): Promise<string | Error> {
  try {
    const source = await collect(stream);
    const nym = userOf(session) ?? '';
    await submit({ nym, recipients: session.envelope.rcptTo.map(({ address }) => address), source });
    // not a word to the log: when somebody wrote, how much and to how many, is what an observer of the nym wants to compare
    return '2.6.0 Taken, and stored';
  } catch (error) {
    return told(log, error);
  }
}

/** The library keeps what `onAuth` gave as a value of any type. */
function userOf(session: SMTPServerSession): string | undefined {
  const user: unknown = session.user;
  return typeof user === 'string' ? user : undefined;
}

function attempt(f: () => Error | undefined): Error | null {
  try {
    return f() ?? null;
  } catch (error) {
    return replyTo(error);
  }
}

function told(log: Log, error: unknown): Error {
  if (!(error instanceof Refusal)) log.error('a mail could not be taken', { code: codeOf(error) });
  return replyTo(error);
}
