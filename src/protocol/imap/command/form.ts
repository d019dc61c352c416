import type { Cursor } from '../wire/cursor';

/** How one command is read, and how it is shown in a log: its shape, never a name, a text or a password of the user's. */
export interface CommandForm<Command> {
  /** Reads what follows the command's name, the space included. Throws 'syntax'. The end is checked by the caller. */
  readonly read: (c: Cursor) => Command;
  readonly show: (command: Command) => string;
  /** Whether it names messages by sequence numbers among its UIDs: no removal may be told behind it (RFC 7162 §3.2.10.2). */
  readonly numbered?: (command: Command) => boolean;
}

/** A command without arguments: CAPABILITY, NOOP, LOGOUT, STARTTLS, NAMESPACE, CHECK, CLOSE, UNSELECT, EXPUNGE, IDLE. */
export function bare(name: string): CommandForm<undefined> {
  return { read: () => undefined, show: () => name };
}
