import { asBuffer } from '../base/bytes';
import { assignments, optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { BodyId, LayerId, NymId, OutboxId } from './ids';
import { limits } from './limits';

export type OutboxState =
  'queued' | 'held' | 'sealing' | 'sending' | 'handed-over' | 'acknowledged' | 'failed' | 'cancelled';

/** What it asks of the server, and so how it is sealed and to which of its addresses it goes. */
export type OutboxKind = 'create' | 'send' | 'config' | 'url';

/** A letter's life, without its bytes. Times are milliseconds since 1970. */
export interface OutboxRow {
  readonly id: OutboxId;
  readonly nymId: NymId;
  readonly kind: OutboxKind;
  readonly state: OutboxState;
  /** The one the outside world sees, with angle brackets; requests have none. */
  readonly messageId: string | undefined;
  /** The one the mail client had given it, by which its own copy in Sent is recognised. */
  readonly clientMessageId: string | undefined;
  readonly recipients: readonly string[];
  readonly transport: string;
  readonly notBefore: number;
  readonly attempts: number;
  /** When it was first handed over, or was to be. */
  readonly firstTriedAt: number | undefined;
  readonly lastError: string | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly handedOverAt: number | undefined;
  readonly acknowledgedAt: number | undefined;
  /** The copy in Sent, as long as there is one. */
  readonly sentBodyId: BodyId | undefined;
}

export type NewOutboxRow = Pick<
  OutboxRow,
  | 'nymId'
  | 'kind'
  | 'messageId'
  | 'clientMessageId'
  | 'recipients'
  | 'transport'
  | 'notBefore'
  | 'createdAt'
  | 'sentBodyId'
> & { readonly state: 'queued' | 'held'; readonly payload: Uint8Array };

/** What may change along with a state; a value of undefined empties the column. */
export type OutboxChanges = Partial<
  Pick<
    OutboxRow,
    'notBefore' | 'attempts' | 'firstTriedAt' | 'lastError' | 'handedOverAt' | 'acknowledgedAt' | 'transport'
  >
> & { readonly payload?: undefined; readonly layered?: undefined; readonly sealed?: Uint8Array | undefined };

export interface OutboxTable {
  add(row: NewOutboxRow): OutboxId;
  byId(id: OutboxId): OutboxRow | undefined;
  /** The letters a receipt may mean, oldest first: those for Bcc recipients share the Message-ID. */
  byMessageId(nymId: NymId, messageId: string): OutboxRow[];
  /** What became of a mail that the client had submitted, oldest first. */
  byClientMessageId(nymId: NymId, clientMessageId: string): OutboxRow[];
  /** Oldest first; all states where none is named. */
  list(states?: readonly OutboxState[]): OutboxRow[];
  /** What is to be sealed; undefined once it was dropped. */
  payload(id: OutboxId): Buffer | undefined;
  /** What is handed over; undefined before sealing, and once it was dropped. */
  sealed(id: OutboxId): Buffer | undefined;
  /** The payload inside the nym's ephemeral layer, and which one that is; undefined before it was put there, and once it was dropped. */
  layered(id: OutboxId): Layered | undefined;
  keepLayered(id: OutboxId, layered: Layered): void;
  /** Puts another in the place of what is to be sealed, as long as that is there. */
  keepPayload(id: OutboxId, payload: Uint8Array): void;
  /** The queued row of a nym whose time came first; also one whose time was set by a clock that was far ahead. */
  due(nymId: NymId, now: number): OutboxRow | undefined;
  /** The nyms that have one. */
  dueNyms(now: number): NymId[];
  /** When the next queued row is due, past or future, of all nyms but these. */
  nextDue(except: readonly NymId[]): number | undefined;
  /**
   * The one way to move a row: compare-and-set on the state (`from` and `to` may be the same). Gives false, with nothing
   * done, where the row is not in `from`.
   */
  move(id: OutboxId, from: OutboxState, to: OutboxState, at: number, changes?: OutboxChanges): boolean;
  /**
   * What was sealed of a nym and has not left is to be sealed anew: a key has changed. Whoever is at the sealing finds the row gone
   * from there.
   */
  unseal(nymId: NymId, at: number): void;
  /**
   * How many `send` letters of a nym were handed over at or after `since`, or at or after `slowSince` by a transport that is not among the `quick`; those
   * being sent right now, or not gone in all their packets, included.
   */
  sentSince(nymId: NymId, since: number, slowSince: number, quick: readonly string[]): number;
  /** Whose letters are held, and of what kind. */
  held(): { readonly nymId: NymId; readonly kind: OutboxKind }[];
  /** How many `send` letters of a nym wait or are being sent (see openStates), and how many of them by other ways than the `quick` ones. */
  waiting(nymId: NymId, quick: readonly string[]): { readonly all: number; readonly slow: number };
}

/** A letter inside a layer. */
export interface Layered {
  readonly layerId: LayerId;
  readonly bytes: Buffer;
}

const columns = `id, nym_id AS nymId, kind, state, message_id AS messageId,
  client_message_id AS clientMessageId, recipients, transport, not_before AS notBefore,
  attempts, first_tried_at AS firstTriedAt, last_error AS lastError, created_at AS createdAt, changed_at AS changedAt, handed_over_at AS handedOverAt,
  acknowledged_at AS acknowledgedAt, sent_body_id AS sentBodyId`;

/** Not handed over yet, and still to be. */
export const openStates: readonly OutboxState[] = ['queued', 'held', 'sealing', 'sending'];

/** Word for word as in the index outbox_waiting. */
const notGone = `state IN (${openStates.map((state) => `'${state}'`).join(', ')})`;

/** NULL where the row has undefined; the rest as it is. */
type Columns = {
  readonly [K in keyof Omit<OutboxRow, 'recipients'>]: undefined extends OutboxRow[K]
    ? Exclude<OutboxRow[K], undefined> | null
    : OutboxRow[K];
} & { readonly recipients: string };

const changeable = {
  notBefore: 'not_before',
  attempts: 'attempts',
  firstTriedAt: 'first_tried_at',
  lastError: 'last_error',
  handedOverAt: 'handed_over_at',
  acknowledgedAt: 'acknowledged_at',
  transport: 'transport',
  payload: 'payload',
  layered: 'layered',
  sealed: 'sealed',
} as const satisfies Record<keyof OutboxChanges, string>;

export function openOutboxTable({ sql }: Connection): OutboxTable {
  const insert = sql(
    `INSERT INTO outbox (nym_id, kind, state, message_id, client_message_id, recipients, transport, not_before, created_at, changed_at,
                         sent_body_id, payload)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = sql<Columns>(`SELECT ${columns} FROM outbox WHERE id = ?`);
  const byMessageId = sql<Columns>(`SELECT ${columns} FROM outbox WHERE nym_id = ? AND message_id = ? ORDER BY id`);
  const byClientMessageId = sql<Columns>(
    `SELECT ${columns} FROM outbox WHERE nym_id = ? AND client_message_id = ? ORDER BY id`,
  );
  const all = sql<Columns>(`SELECT ${columns} FROM outbox ORDER BY id`);
  const inStates = sql<Columns>(
    `SELECT ${columns} FROM outbox WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id`,
  );
  const payload = sql<{ bytes: Uint8Array | null }>('SELECT payload AS bytes FROM outbox WHERE id = ?');
  const sealed = sql<{ bytes: Uint8Array | null }>('SELECT sealed AS bytes FROM outbox WHERE id = ?');
  const layered = sql<{ layerId: LayerId; bytes: Uint8Array }>(
    'SELECT layer_id AS layerId, layered AS bytes FROM outbox WHERE id = ? AND layered IS NOT NULL',
  );
  const keepLayered = sql('UPDATE outbox SET layer_id = ?, layered = ? WHERE id = ?');
  const keepPayload = sql('UPDATE outbox SET payload = ? WHERE id = ? AND payload IS NOT NULL');
  const isDue = `state = 'queued' AND (not_before <= ? OR not_before > ?)`;
  const due = sql<Columns>(
    `SELECT ${columns} FROM outbox WHERE ${isDue} AND nym_id = ? ORDER BY not_before, id LIMIT 1`,
  );
  const dueNyms = sql<{ nymId: NymId }>(`SELECT DISTINCT nym_id AS nymId FROM outbox WHERE ${isDue}`);
  const nextDue = sql<{ at: number | null }>(
    `SELECT min(not_before) AS at FROM outbox WHERE state = 'queued' AND nym_id NOT IN (SELECT value FROM json_each(?))`,
  );
  const unseal = sql(
    `UPDATE outbox SET sealed = NULL, changed_at = ?, state = CASE state WHEN 'sealing' THEN 'queued' ELSE state END
     WHERE nym_id = ? AND (state = 'sealing' OR state IN ('queued', 'held') AND sealed IS NOT NULL)`,
  );
  const sentSince = sql<{ n: number }>(
    `SELECT count(*) AS n FROM outbox
     WHERE nym_id = ? AND kind = 'send' AND (handed_over_at >= ? OR state = 'sending'
       OR handed_over_at >= ? AND transport NOT IN (SELECT value FROM json_each(?))
       OR id IN (SELECT outbox_id FROM packet WHERE outbox_id IS NOT NULL))`,
  );
  const waiting = sql<{ all: number; slow: number }>(
    `SELECT count(*) AS "all", count(*) FILTER (WHERE transport NOT IN (SELECT value FROM json_each(?))) AS slow FROM outbox INDEXED BY outbox_waiting WHERE nym_id = ? AND kind = 'send' AND ${notGone}`,
  );
  const held = sql<{ nymId: NymId; kind: OutboxKind }>(
    `SELECT DISTINCT nym_id AS nymId, kind FROM outbox INDEXED BY outbox_waiting WHERE ${notGone} AND state = 'held'`,
  );
  const bytesOf = (row: { bytes: Uint8Array | null } | undefined) => optional(row?.bytes ?? undefined, asBuffer);
  return {
    add: (row) => insert.run(...valuesOf(row)).lastInsertRowid as OutboxId,
    byId: (id) => optional(byId.get(id), readRow),
    byMessageId: (nymId, messageId) => byMessageId.all(nymId, messageId).map(readRow),
    byClientMessageId: (nymId, clientMessageId) => byClientMessageId.all(nymId, clientMessageId).map(readRow),
    list: (states) => (states ? inStates.all(JSON.stringify(states)) : all.all()).map(readRow),
    payload: (id) => bytesOf(payload.get(id)),
    sealed: (id) => bytesOf(sealed.get(id)),
    layered: (id) => optional(layered.get(id), ({ layerId, bytes }) => ({ layerId, bytes: asBuffer(bytes) })),
    keepLayered: (id, { layerId, bytes }) => {
      keepLayered.run(layerId, bytes, id);
    },
    keepPayload: (id, bytes) => {
      keepPayload.run(bytes, id);
    },
    due: (nymId, now) => optional(due.get(now, now + limits.longestWaitMs, nymId), readRow),
    dueNyms: (now) => dueNyms.all(now, now + limits.longestWaitMs).map(({ nymId }) => nymId),
    nextDue: (except) => orUndefined(nextDue.get(JSON.stringify(except))?.at ?? null),
    move: (id, from, to, at, changes = {}) => {
      const { sql: set, values } = assignments({ ...changes }, changeable);
      const all = `UPDATE outbox SET state = ?, changed_at = ?${set && `, ${set}`} WHERE id = ? AND state = ?`;
      return sql(all).run(to, at, ...values, id, from).changes > 0;
    },
    unseal: (nymId, at) => {
      unseal.run(at, nymId);
    },
    sentSince: (nymId, since, slowSince, quick) =>
      sentSince.get(nymId, since, slowSince, JSON.stringify(quick))?.n ?? 0,
    held: () => held.all(),
    waiting: (nymId, quick) => waiting.get(JSON.stringify(quick), nymId) ?? { all: 0, slow: 0 },
  };
}

function valuesOf(row: NewOutboxRow) {
  return [
    row.nymId,
    row.kind,
    row.state,
    row.messageId ?? null,
    row.clientMessageId ?? null,
    JSON.stringify(row.recipients),
    row.transport,
    row.notBefore,
    row.createdAt,
    row.createdAt,
    row.sentBodyId ?? null,
    row.payload,
  ] as const;
}

function readRow(row: Columns): OutboxRow {
  return {
    ...row,
    messageId: orUndefined(row.messageId),
    clientMessageId: orUndefined(row.clientMessageId),
    recipients: JSON.parse(row.recipients) as string[],
    firstTriedAt: orUndefined(row.firstTriedAt),
    lastError: orUndefined(row.lastError),
    handedOverAt: orUndefined(row.handedOverAt),
    acknowledgedAt: orUndefined(row.acknowledgedAt),
    sentBodyId: orUndefined(row.sentBodyId),
  };
}
