/** Where a connection is (RFC 9051 §3). */
export type StateName = 'not-authenticated' | 'authenticated' | 'selected' | 'logout';

const any: readonly StateName[] = ['not-authenticated', 'authenticated', 'selected'];
const stranger: readonly StateName[] = ['not-authenticated'];
const user: readonly StateName[] = ['authenticated', 'selected'];
const selected: readonly StateName[] = ['selected'];

/** Which command is legal in which state: the one place where it is decided. */
export const legalIn = {
  CAPABILITY: any,
  NOOP: any,
  LOGOUT: any,
  ID: any,
  STARTTLS: stranger,
  LOGIN: stranger,
  AUTHENTICATE: stranger,
  ENABLE: user,
  COMPRESS: user,
  SELECT: user,
  EXAMINE: user,
  CREATE: user,
  DELETE: user,
  RENAME: user,
  SUBSCRIBE: user,
  UNSUBSCRIBE: user,
  LIST: user,
  LSUB: user,
  NAMESPACE: user,
  NOTIFY: user,
  STATUS: user,
  GETQUOTA: user,
  GETQUOTAROOT: user,
  GETMETADATA: user,
  SETMETADATA: user,
  APPEND: user,
  IDLE: user,
  CHECK: selected,
  CLOSE: selected,
  UNSELECT: selected,
  EXPUNGE: selected,
  CANCELUPDATE: selected,
  SEARCH: selected,
  SORT: selected,
  THREAD: selected,
  FETCH: selected,
  STORE: selected,
  COPY: selected,
  MOVE: selected,
  'UID EXPUNGE': selected,
  'UID SEARCH': selected,
  'UID SORT': selected,
  'UID THREAD': selected,
  'UID FETCH': selected,
  'UID STORE': selected,
  'UID COPY': selected,
  'UID MOVE': selected,
} as const satisfies Record<string, readonly StateName[]>;

export type CommandName = keyof typeof legalIn;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(legalIn, name);
}

export function isLegal(name: CommandName, state: StateName): boolean {
  const states: readonly StateName[] = legalIn[name];
  return states.includes(state);
}

/** Whether a command opens another mailbox, and leaves the one that is open even where it fails. */
export function isOpening(name: string | undefined): boolean {
  return name === 'SELECT' || name === 'EXAMINE';
}

/** Commands that change what does not depend on the mailbox that is open. */
const aboutOthers: readonly CommandName[] = [
  'APPEND',
  'CREATE',
  'DELETE',
  'RENAME',
  'SETMETADATA',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
];

/** Whether a command is done, though the mailbox that is open has gone. */
export function isAboutOthers(name: CommandName): boolean {
  return aboutOthers.includes(name);
}

/** Commands whose arguments are sequence numbers: none may move while they run (RFC 9051 §7.5.1). */
const numbered: readonly CommandName[] = ['FETCH', 'STORE', 'SEARCH', 'SORT', 'THREAD'];

/**
 * Commands in which Thunderbird takes no notice of EXISTS: told there alone (RFC 9051 §5.2), mail that comes in a burst stays unseen until
 * its next check, ten minutes later.
 */
const deaf: readonly CommandName[] = [...numbered, 'UID FETCH', 'UID STORE', 'UID SEARCH', 'UID SORT', 'UID THREAD'];

/** What of the news may be told behind a command. */
export interface MayTell {
  readonly expunged: boolean;
  readonly arrived: boolean;
  /** Flags that others have changed; they may be, unless it says no. */
  readonly flags?: boolean;
  /** Whether the client may take no notice of EXISTS here. */
  readonly deaf?: boolean;
  /** Whether it is told EXISTS again where it may have taken none. */
  readonly again?: boolean;
}

export function mayTell(name: CommandName): MayTell {
  return { expunged: !numbered.includes(name), arrived: true, deaf: deaf.includes(name) };
}

/** While a client idles. */
export const mayTellAll: MayTell = { expunged: true, arrived: true, again: true };
