import type { Duplex } from 'node:stream';
import type { Account, Mailbox } from '../backend';
import { ImapError } from '../errors';
import type { Uid } from '../ids';
import { limits as standard } from '../limits';
import type { Limits } from '../limits';
import { Input } from '../wire/input';
import { Output } from '../wire/output';
import { Patience } from '../wire/patience';
import type { Context } from './context/context';
import type { Keywords } from './keywords';
import type { Notifying } from './notify/state';
import type { ServerOptions } from './options';
import type { Tracker } from './tracker';

/** What ENABLE has switched on (RFC 9051 §6.3.1). */
export type Extension = 'IMAP4REV2' | 'UTF8=ACCEPT' | 'CONDSTORE' | 'QRESYNC';

/** The mailbox that is open. */
export interface Selected {
  readonly mailbox: Mailbox;
  readonly tracker: Tracker;
  readonly readOnly: boolean;
  readonly keywords: Keywords;
  /** `$`: what the last SEARCH RETURN (SAVE) found (RFC 9051 §6.4.4.1). */
  saved: readonly Uid[];
  /** Searches whose results are kept up to date, by tag (RFC 5267 §4.3). */
  readonly contexts: Map<string, Context>;
}

export type State =
  | { readonly name: 'not-authenticated' }
  | { readonly name: 'authenticated'; readonly account: Account }
  | { readonly name: 'selected'; readonly account: Account; readonly selected: Selected }
  | { readonly name: 'logout' };

/** One connection. Handlers change it; nothing else does. */
export interface Session {
  readonly options: ServerOptions;
  readonly limits: Limits;
  readonly patience: Patience;
  stream: Duplex;
  input: Input;
  output: Output;
  encrypted: boolean;
  compressed: boolean;
  state: State;
  readonly enabled: Set<Extension>;
  /** Who has logged in, in small letters; '' before. */
  user: string;
  /** What NOTIFY has asked for; undefined before it (RFC 5465 §3.1). */
  notifying: Notifying | undefined;
  /** The tag of the command in hand. */
  tag: string;
  /** Commands that could not be read or were out of place. */
  errors: number;
}

export function openSession(stream: Duplex, options: ServerOptions): Session {
  return {
    options,
    limits: { ...standard, ...options.limits },
    patience: new Patience(options.clock, options.signal),
    stream,
    input: new Input(stream),
    output: new Output(stream, options.clock),
    encrypted: options.encrypted,
    compressed: false,
    state: { name: 'not-authenticated' },
    enabled: new Set(),
    user: '',
    notifying: undefined,
    tag: '*',
    errors: 0,
  };
}

/** Goes on over a stream that TLS or COMPRESS has put around the one so far; input and output have let go of that. */
export function useStream(session: Session, stream: Duplex): void {
  session.stream = stream;
  session.input = new Input(stream);
  session.output = new Output(stream, session.options.clock);
}

/** Whether names go over the wire in UTF-8. */
export function speaksUtf8(session: Session): boolean {
  return session.enabled.has('IMAP4REV2') || session.enabled.has('UTF8=ACCEPT');
}

/** The account logged in to; the table of states lets no handler ask for it before there is one. */
export function accountOf({ state }: Session): Account {
  if (state.name === 'authenticated' || state.name === 'selected') return state.account;
  throw new ImapError('bad-state', 'Log in first.');
}

/** The open mailbox, likewise. */
export function selectedOf({ state }: Session): Selected {
  if (state.name === 'selected') return state.selected;
  throw new ImapError('bad-state', 'Select a mailbox first.');
}

/** The open mailbox, for a command that changes it. */
export function writableOf(session: Session): Selected {
  const selected = selectedOf(session);
  if (selected.readOnly) throw new ImapError('read-only', 'The mailbox is open for reading only.');
  return selected;
}

/** Waits for what the client sends next, no longer than its state allows. */
export function withPatience<T>(session: Session, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const known = session.state.name !== 'not-authenticated';
  const ms = known ? session.limits.idleMs : session.limits.strangerIdleMs;
  return session.patience.within(ms, work);
}

/** One more line in the middle of a command: DONE, or an answer to AUTHENTICATE. */
export function readLine(session: Session): Promise<string> {
  return withPatience(session, async (signal) =>
    (await session.input.line(session.limits.lineBytes, signal)).toString('latin1'),
  );
}
