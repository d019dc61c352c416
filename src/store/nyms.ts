import type { NymId, ServerId } from './ids';

/** Where a nym is in its life. Which may follow which is nym/life.ts's. */
export type NymState =
  | 'draft'
  | 'requested'
  | 'active'
  | 'changing'
  | 'duplicate'
  | 'reserved'
  | 'deleting'
  | 'deleted'
  | 'expired'
  | 'lost';

/** A nym as stored. JSON columns are opaque here: nym/ writes and reads them. Times are milliseconds since 1970. */
export interface NymRow {
  readonly id: NymId;
  /** Lower case. */
  readonly address: string;
  readonly serverId: ServerId;
  readonly displayName: string;
  readonly state: NymState;
  /** OpenPGP, binary, without a passphrase. */
  readonly secretKey: Buffer;
  /** Of the nym's mail account here. */
  readonly password: string;
  /** JSON: the settings as the server last listed them. */
  readonly options: string;
  /** JSON: the options of a request that has no answer yet. */
  readonly asked: string | undefined;
  readonly transport: string;
  readonly createdAt: number;
  /** When the key ends; undefined: never. */
  readonly expiresAt: number | undefined;
}

/** 'asked' and 'retired' ones count too when mail is looked for: answers come late and in any order. */
export type CredentialState = 'asked' | 'current' | 'retired';

/** A selector (JSON) or a symmetric passphrase of a nym. */
export interface Credential {
  readonly value: string;
  readonly state: CredentialState;
  /** When it came into this state. */
  readonly changedAt: number;
}

/** The two lists of credentials have the same calls. A value is in a nym's list once. */
export interface Credentials {
  /** Oldest first. */
  all(nymId: NymId): Credential[];
  /** Adds the value, or moves it to `state` where the nym has it. */
  put(nymId: NymId, value: string, state: CredentialState, at: number): void;
  remove(nymId: NymId, value: string): void;
}

/** A move in a nym's life. */
export interface NymEvent {
  readonly at: number;
  readonly from: NymState;
  readonly to: NymState;
  /** What it rests on: 'article <id@host>', 'outbox 17', 'clock', 'user'. */
  readonly evidence: string;
}

export type NymChanges = Partial<
  Pick<NymRow, 'displayName' | 'password' | 'options' | 'asked' | 'transport' | 'secretKey' | 'expiresAt'>
>;

export interface NymTable {
  /** Throws `already-exists` where the address is taken. */
  add(nym: Omit<NymRow, 'id'>): NymId;
  byId(id: NymId): NymRow | undefined;
  byAddress(address: string): NymRow | undefined;
  all(): NymRow[];
  /** Changes the columns named; a value of undefined (`asked`, `expiresAt`) empties the column. */
  change(id: NymId, changes: NymChanges): void;
  /** The one way to another state, with its row in the events. Throws `conflict` where the nym is not in `event.from`. */
  move(id: NymId, event: NymEvent): void;
  /** Oldest first. */
  events(id: NymId): NymEvent[];
  /** JSON selectors. */
  readonly selectors: Credentials;
  readonly passphrases: Credentials;
}
