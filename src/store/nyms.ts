import { asBuffer } from '../base/bytes';
import { assignments, optional, orUndefined } from './columns';
import type { Connection } from './connection';
import { StoreError } from './errors';
import type { NymId, ServerId } from './ids';
import { openNymLife } from './nymLife';
import type { NymLife } from './nymLife';

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
  /** Of every request that creates or changes the nym. */
  readonly copies: number;
  /** How long hSub and symmetric passphrase last, in ms; undefined: for ever. */
  readonly rotateMs: number | undefined;
  /** When they were last made; undefined: with the nym. */
  readonly rotatedAt: number | undefined;
  /** JSON: the key wished for when the nym is deleted and made again. */
  readonly recreate: string | undefined;
  /** A letter goes at a random time between these after it was taken, in ms; 0: at once. */
  readonly poolLeastMs: number;
  readonly poolMostMs: number;
  readonly html: HtmlHabit;
  readonly metadata: MetadataHabit;
  readonly forwards: ForwardsHabit;
}

/** HTML that the client wrote goes as it is, or as plain text. */
export type HtmlHabit = 'keep' | 'text';
/** What attached files note of themselves goes along; or is taken out where that can be done; or nothing goes where it cannot. */
export type MetadataHabit = 'keep' | 'clean' | 'refuse';
/** Of forwarded mails only what tells who wrote what to whom, or all of their headers. */
export type ForwardsHabit = 'clean' | 'whole';

/** What of a row is new with its nym; the rest begins as the schema says. */
export type NewNym = Omit<
  NymRow,
  | 'id'
  | 'copies'
  | 'rotateMs'
  | 'rotatedAt'
  | 'recreate'
  | 'poolLeastMs'
  | 'poolMostMs'
  | 'html'
  | 'metadata'
  | 'forwards'
>;

/**
 * 'asked' and 'retired' ones count too when mail is looked for: answers come late and in any order. 'once' is for the
 * answer to one request for a web page.
 */
export type CredentialState = 'asked' | 'current' | 'retired' | 'once';

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

export type NymChanges = Partial<Omit<NymRow, 'id' | 'address' | 'serverId' | 'state' | 'createdAt'>>;

export interface NymTable {
  /** Throws `already-exists` where the address is taken. */
  add(nym: NewNym): NymId;
  byId(id: NymId): NymRow | undefined;
  byAddress(address: string): NymRow | undefined;
  all(): NymRow[];
  /** Changes the columns named; a value of undefined (`asked`, `expiresAt`...) empties the column. */
  change(id: NymId, changes: NymChanges): void;
  /** The one way to another state, with its row in the events. Throws `conflict` where the nym is not in `event.from`. */
  move(id: NymId, event: NymEvent): void;
  /** Oldest first. */
  events(id: NymId): NymEvent[];
  /** JSON selectors. */
  readonly selectors: Credentials;
  readonly passphrases: Credentials;
  /** The rest of its life: see nymLife.ts. */
  readonly life: NymLife;
}

const columns = `id, address, server_id AS serverId, display_name AS displayName, state, secret_key AS secretKey, password,
  options, asked, transport, created_at AS createdAt, expires_at AS expiresAt, copies, rotate_ms AS rotateMs, rotated_at AS rotatedAt,
  recreate, pool_least_ms AS poolLeastMs, pool_most_ms AS poolMostMs, html, metadata, forwards`;

/** NULL where the row has undefined. */
type Columns = {
  readonly [K in keyof Omit<NymRow, 'secretKey'>]: undefined extends NymRow[K]
    ? Exclude<NymRow[K], undefined> | null
    : NymRow[K];
} & { readonly secretKey: Uint8Array };

const changeable = {
  displayName: 'display_name',
  password: 'password',
  options: 'options',
  asked: 'asked',
  transport: 'transport',
  secretKey: 'secret_key',
  expiresAt: 'expires_at',
  copies: 'copies',
  rotateMs: 'rotate_ms',
  rotatedAt: 'rotated_at',
  recreate: 'recreate',
  poolLeastMs: 'pool_least_ms',
  poolMostMs: 'pool_most_ms',
  html: 'html',
  metadata: 'metadata',
  forwards: 'forwards',
} as const satisfies Record<keyof NymChanges, string>;

export function openNymTable(connection: Connection): NymTable {
  const { sql, transaction } = connection;
  const byId = sql<Columns>(`SELECT ${columns} FROM nym WHERE id = ?`);
  const byAddress = sql<Columns>(`SELECT ${columns} FROM nym WHERE address = ?`);
  const all = sql<Columns>(`SELECT ${columns} FROM nym ORDER BY id`);
  const insert = sql(
    `INSERT INTO nym (address, server_id, display_name, state, secret_key, password, options, asked, transport,
                      created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const move = sql('UPDATE nym SET state = ? WHERE id = ? AND state = ?');
  const addEvent = sql('INSERT INTO nym_event (nym_id, at, from_state, to_state, evidence) VALUES (?, ?, ?, ?, ?)');
  const events = sql<{ at: number; from: NymState; to: NymState; evidence: string }>(
    'SELECT at, from_state AS "from", to_state AS "to", evidence FROM nym_event WHERE nym_id = ? ORDER BY id',
  );
  return {
    add: (nym) => insert.run(...valuesOf(nym)).lastInsertRowid as NymId,
    byId: (id) => optional(byId.get(id), readNym),
    byAddress: (address) => optional(byAddress.get(address.toLowerCase()), readNym),
    all: () => all.all().map(readNym),
    change: (id, changes) => {
      const { sql: set, values } = assignments({ ...changes }, changeable);
      if (values.length > 0) sql(`UPDATE nym SET ${set} WHERE id = ?`).run(...values, id);
    },
    move: (id, { at, from, to, evidence }) => {
      transaction(() => {
        if (move.run(to, id, from).changes === 0)
          throw new StoreError('conflict', `The nym is no longer "${from}": something else has changed it meanwhile.`);
        addEvent.run(id, at, from, to, evidence);
      });
    },
    events: (id) => events.all(id),
    selectors: openCredentials(connection, 'nym_selector', 'selector'),
    passphrases: openCredentials(connection, 'nym_passphrase', 'passphrase'),
    life: openNymLife(connection),
  };
}

function openCredentials({ sql }: Connection, table: string, column: string): Credentials {
  const all = sql<{ value: string; state: CredentialState; changedAt: number }>(
    `SELECT ${column} AS value, state, changed_at AS changedAt FROM ${table} WHERE nym_id = ? ORDER BY id`,
  );
  const put = sql(
    `INSERT INTO ${table} (nym_id, ${column}, state, changed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (nym_id, ${column}) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at`,
  );
  const remove = sql(`DELETE FROM ${table} WHERE nym_id = ? AND ${column} = ?`);
  return {
    all: (nymId) => all.all(nymId),
    put: (nymId, value, state, at) => {
      put.run(nymId, value, state, at);
    },
    remove: (nymId, value) => {
      remove.run(nymId, value);
    },
  };
}

function valuesOf(nym: NewNym) {
  return [
    nym.address.toLowerCase(),
    nym.serverId,
    nym.displayName,
    nym.state,
    nym.secretKey,
    nym.password,
    nym.options,
    nym.asked ?? null,
    nym.transport,
    nym.createdAt,
    nym.expiresAt ?? null,
  ] as const;
}

function readNym(row: Columns): NymRow {
  return {
    ...row,
    secretKey: asBuffer(row.secretKey),
    asked: orUndefined(row.asked),
    expiresAt: orUndefined(row.expiresAt),
    rotateMs: orUndefined(row.rotateMs),
    rotatedAt: orUndefined(row.rotatedAt),
    recreate: orUndefined(row.recreate),
  };
}
