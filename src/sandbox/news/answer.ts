import type { NewsGroup, Spool } from './spool';

/** What the server says to one command. */
export interface Answer {
  readonly line: string;
  /** The multi-line block behind the line, not yet dot-stuffed. */
  readonly block?: Buffer;
  /** The line asks for an article; this answers when it is there. */
  readonly receive?: (source: Buffer) => Answer;
  /** What happens when all this is said. */
  readonly then?: 'close' | 'tls';
}

/** What a connection remembers. */
export interface SessionState {
  group: NewsGroup | undefined;
  /** The current article's number (RFC 3977 §6.1), if there is one. */
  current: number | undefined;
  /** Named by AUTHINFO USER. */
  user: string | undefined;
  loggedIn: boolean;
  encrypted: boolean;
}

/** What a command may look at. */
export interface Context {
  readonly state: SessionState;
  readonly spool: Spool;
  /** Passwords by user name; without any, nobody has to log in. */
  readonly users: ReadonlyMap<string, string>;
  readonly offersTls: boolean;
  readonly now: Date;
}

/** Answers one command: its words behind the verb, and all of them as they stood. */
export type Handler = (context: Context, words: readonly string[], rest: string) => Answer;

/** A block of lines. */
export function linesBlock(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
}
