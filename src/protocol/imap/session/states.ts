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
  STATUS: user,
  APPEND: user,
  IDLE: user,
  CHECK: selected,
  CLOSE: selected,
  UNSELECT: selected,
  EXPUNGE: selected,
  SEARCH: selected,
  FETCH: selected,
  STORE: selected,
  COPY: selected,
  MOVE: selected,
  'UID EXPUNGE': selected,
  'UID SEARCH': selected,
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

/** Commands whose arguments are sequence numbers: none may move while they run (RFC 9051 §7.5.1). */
const numbered: readonly CommandName[] = ['FETCH', 'STORE', 'SEARCH'];

export function mayExpunge(name: CommandName): boolean {
  return !numbered.includes(name);
}
