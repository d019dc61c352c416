import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { sameAddress } from '../../base/address';
import { codeOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Throttle } from '../../base/throttle';
import type { SubmittedMail } from '../letter';
import { Refusal } from '../letter';
import { collect } from './collect';
import { limits } from './limits';
import { replyError, replyTo } from './replies';

export interface SubmissionParts {
  /** Whether this is the password of that nym's account. Called no faster than the throttle allows. */
  readonly authenticate: (address: string, password: string) => Promise<boolean>;
  /** Shared with IMAP: a guesser gains nothing by changing the door. */
  readonly throttle: Throttle;
  /** Throws Refusal for an address that no letter could be written to. */
  readonly checkRecipient: (address: string) => void;
  /** Takes the mail over: resolves once it is on disk for good, to the number of letters. Throws Refusal. */
  readonly submit: (mail: SubmittedMail) => Promise<number>;
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Lets passwords through without TLS. */
  readonly allowPlainAuth?: boolean;
  readonly log: Log;
}

export interface Submission {
  /** Serves one connection; `encrypted` where TLS is already on it. */
  readonly accept: (socket: Socket, encrypted: boolean) => void;
  /** Resolves when what is being stored is stored; says goodbye to everybody. */
  readonly stop: () => Promise<void>;
}

/**
 * The SMTP server for mail clients (RFC 6409) with STARTTLS, AUTH PLAIN and LOGIN, SIZE, 8BITMIME, SMTPUTF8 and PIPELINING. It says
 * 250 to a mail only after `submit` has resolved. It never looks up a name, and tells nobody the machine's own.
 */
export function openSubmission(parts: SubmissionParts): Submission {
  const underWay = new Set<Promise<unknown>>();
  const plain = openServer(parts, underWay, false);
  const secured = openServer(parts, underWay, true);
  return {
    accept: (socket, encrypted) => {
      (encrypted ? secured : plain).connect(socket);
    },
    stop: async () => {
      await Promise.allSettled(underWay);
      for (const connection of [...plain.connections, ...secured.connections])
        connection.send(421, '4.3.2 The bridge is being stopped.');
    },
  };
}

/** Jokes of the library's, and help that would name it. */
const disabled = ['WIZ', 'SHELL', 'KILL', 'HELP'];

function openServer(parts: SubmissionParts, underWay: Set<Promise<unknown>>, encrypted: boolean): SMTPServer {
  const server = new SMTPServer({ ...settings(parts, encrypted), ...handlers(parts, underWay) });
  server.on('error', (error: Error) => {
    parts.log.info('an SMTP connection broke', { code: codeOf(error) });
  });
  return server;
}

function settings({ tls, allowPlainAuth = false }: SubmissionParts, encrypted: boolean): SMTPServerOptions {
  return {
    ...tls,
    minVersion: 'TLSv1.2',
    ...(encrypted && { secure: true, secured: true }),
    // anything true would be the machine's name
    name: 'localhost',
    heloResponse: '%s',
    disableReverseLookup: true,
    disabledCommands: disabled,
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: allowPlainAuth,
    authRequiredMessage: '5.7.0 Log in first, with the address of the nym and its bridge password.',
    size: limits.messageBytes,
    maxClients: limits.connections,
    maxRecipients: limits.recipients,
    maxCommandLength: limits.commandBytes,
    socketTimeout: limits.idleMs,
    // our own check of addresses has better sentences
    lenientAddressParsing: true,
    logger: false,
  };
}

type Handlers = Required<
  Pick<SMTPServerOptions, 'onConnect' | 'onSecure' | 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData'>
>;

function handlers(parts: SubmissionParts, underWay: Set<Promise<unknown>>): Handlers {
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
      logIn(parts, auth.username ?? '', auth.password ?? '').then((user) => {
        done(null, { user });
      }, done);
    },
    onMailFrom: ({ address }, session, done) => {
      done(refuseSender(address, session));
    },
    onRcptTo: ({ address }, _session, done) => {
      done(
        attempt(() => {
          parts.checkRecipient(address);
        }),
      );
    },
    onData: (stream, session, done) => {
      const task = takeOver(parts, stream, session).then(
        (said) => {
          done(null, said);
        },
        (error: unknown) => {
          done(told(parts.log, error));
        },
      );
      underWay.add(task);
      void task.finally(() => underWay.delete(task));
    },
  };
}

/** Gives the nym that has logged in, or throws the reply. Every failure makes the next answer under that name slower. */
async function logIn(
  { authenticate, throttle, log }: SubmissionParts,
  name: string,
  password: string,
): Promise<string> {
  const address = name.trim().toLowerCase();
  await throttle.wait(address);
  if (await authenticate(address, password)) {
    throttle.succeeded(address);
    return address;
  }
  throttle.failed(address);
  log.warn('a mail client gave a wrong password', { service: 'SMTP' });
  throw replyError(535, '5.7.8', 'Wrong address or password. "nymbridge account" shows the right ones.');
}

function refuseSender(address: string, session: SMTPServerSession): Error | null {
  const user = userOf(session);
  if (user === undefined)
    return replyError(530, '5.7.0', 'Start TLS first: set the connection security of this account to STARTTLS.');
  if (sameAddress(address, user)) return null;
  return replyError(553, '5.7.1', `You are logged in as ${user} and can send from that address only.`);
}

async function takeOver(
  { submit, log }: SubmissionParts,
  stream: Parameters<Handlers['onData']>[0],
  session: SMTPServerSession,
) {
  const source = await collect(stream);
  const nym = userOf(session);
  if (nym === undefined) throw new Refusal('unavailable', 'Log in first.');
  const letters = await submit({ nym, recipients: session.envelope.rcptTo.map(({ address }) => address), source });
  log.info('a mail was taken', { bytes: source.length, letters });
  return '2.6.0 Taken, and stored';
}

/** The library keeps what `onAuth` gave as a value of any type. */
function userOf(session: SMTPServerSession): string | undefined {
  const user: unknown = session.user;
  return typeof user === 'string' ? user : undefined;
}

function attempt(f: () => void): Error | null {
  try {
    f();
    return null;
  } catch (error) {
    return replyTo(error);
  }
}

function told(log: Log, error: unknown): Error {
  if (!(error instanceof Refusal)) log.error('a mail could not be taken', { code: codeOf(error) });
  return replyTo(error);
}
