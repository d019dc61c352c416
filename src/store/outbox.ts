import type { BodyId, NymId, OutboxId } from './ids';

export type OutboxState = 'queued' | 'held' | 'sending' | 'handed-over' | 'acknowledged' | 'failed' | 'cancelled';

/** To which of the server's addresses it goes. */
export type OutboxKind = 'send' | 'config' | 'url';

/** A letter's life, without its bytes. Times are milliseconds since 1970. */
export interface OutboxRow {
  readonly id: OutboxId;
  readonly nymId: NymId;
  readonly kind: OutboxKind;
  readonly state: OutboxState;
  /** The one the outside world sees, with angle brackets; requests have none. */
  readonly messageId: string | undefined;
  readonly recipients: readonly string[];
  readonly transport: string;
  readonly notBefore: number;
  readonly attempts: number;
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
  'nymId' | 'kind' | 'messageId' | 'recipients' | 'transport' | 'notBefore' | 'createdAt' | 'sentBodyId'
> & { readonly state: 'queued' | 'held'; readonly payload: Uint8Array };

/** What may change along with a state; a value of undefined empties the column. */
export type OutboxChanges = Partial<
  Pick<OutboxRow, 'notBefore' | 'attempts' | 'lastError' | 'handedOverAt' | 'acknowledgedAt' | 'transport'>
> & { readonly payload?: undefined; readonly sealed?: Uint8Array | undefined };

export interface OutboxTable {
  add(row: NewOutboxRow): OutboxId;
  byId(id: OutboxId): OutboxRow | undefined;
  /** The letter a receipt names. */
  byMessageId(nymId: NymId, messageId: string): OutboxRow | undefined;
  /** Oldest first; all states where none is named. */
  list(states?: readonly OutboxState[]): OutboxRow[];
  /** What is to be sealed; undefined once it was dropped. */
  payload(id: OutboxId): Buffer | undefined;
  /** What is handed over; undefined before sealing, and once it was dropped. */
  sealed(id: OutboxId): Buffer | undefined;
  /** Queued rows whose time has come, longest waiting first. */
  due(now: number, most: number): OutboxRow[];
  /** When the next queued row is due, past or future. */
  nextDue(): number | undefined;
  /**
   * The one way to change a row: compare-and-set on the state (`from` and `to` may be the same). Gives false, with nothing
   * done, where the row is not in `from`.
   */
  move(id: OutboxId, from: OutboxState, to: OutboxState, at: number, changes?: OutboxChanges): boolean;
  /** How many `send` letters of a nym were handed over at or after `since`, those being sent right now included. */
  sentSince(nymId: NymId, since: number): number;
  /** How many `send` letters of a nym wait or are being sent ('queued', 'held', 'sending'). */
  waiting(nymId: NymId): number;
}
