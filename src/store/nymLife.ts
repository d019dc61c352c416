import { asBuffer } from '../base/bytes';
import { optional } from './columns';
import type { Connection } from './connection';
import type { NymId, OutboxId } from './ids';

/** A key that the nym had in an earlier life. */
export interface OldKey {
  readonly id: number;
  /** OpenPGP, binary, without a passphrase. */
  readonly secretKey: Buffer;
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly retiredAt: number;
}

export type RequestKind = 'create' | 'config' | 'delete';

/** A request that has no answer yet. */
export interface NymRequest {
  readonly nymId: NymId;
  readonly kind: RequestKind;
  /** How often it was put into the outbox; 0: not yet. */
  readonly tries: number;
  /** When it is sent again or given up, in ms since 1970. */
  readonly nextAt: number;
  /** The last of its rows in the outbox; 0 where there is none. */
  readonly outboxId: OutboxId;
}

/** What a nym's whole life needs beside its row. */
export interface NymLife {
  /** Latest first. */
  oldKeys(nymId: NymId): OldKey[];
  /** A key that is among them already stays as it is. */
  retireKey(nymId: NymId, key: Omit<OldKey, 'id'>): void;
  /** The one request of a nym that waits for its answer. */
  request(nymId: NymId): NymRequest | undefined;
  requests(): NymRequest[];
  /** Puts it in the place of the one before. */
  putRequest(request: NymRequest): void;
  dropRequest(nymId: NymId): void;
  /** What the owner has been told, and when (ms since 1970). */
  told(nymId: NymId): ReadonlyMap<string, number>;
  tell(nymId: NymId, what: string, at: number): void;
  /** A new life begins with nothing told. */
  untell(nymId: NymId): void;
  /** Removes the nym with every row of every table that belongs to it. Its mailboxes must be empty of messages, or gone. */
  forget(nymId: NymId): void;
}

const requestColumns = 'nym_id AS nymId, kind, tries, next_at AS nextAt, outbox_id AS outboxId';

export function openNymLife(connection: Connection): NymLife {
  const { sql } = connection;
  const oldKeys = sql<Omit<OldKey, 'secretKey'> & { secretKey: Uint8Array }>(
    `SELECT id, secret_key AS secretKey, fingerprint, retired_at AS retiredAt FROM nym_old_key
     WHERE nym_id = ? ORDER BY id DESC`,
  );
  const retireKey = sql(
    `INSERT INTO nym_old_key (nym_id, secret_key, fingerprint, retired_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const request = sql<NymRequest>(`SELECT ${requestColumns} FROM nym_request WHERE nym_id = ?`);
  const requests = sql<NymRequest>(`SELECT ${requestColumns} FROM nym_request ORDER BY nym_id`);
  const putRequest = sql(
    `INSERT INTO nym_request (nym_id, kind, tries, next_at, outbox_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (nym_id) DO UPDATE SET kind = excluded.kind, tries = excluded.tries, next_at = excluded.next_at,
       outbox_id = excluded.outbox_id`,
  );
  const dropRequest = sql('DELETE FROM nym_request WHERE nym_id = ?');
  const told = sql<{ what: string; at: number }>('SELECT what, at FROM nym_told WHERE nym_id = ?');
  const tell = sql(
    `INSERT INTO nym_told (nym_id, what, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
  );
  const untell = sql('DELETE FROM nym_told WHERE nym_id = ?');
  return {
    oldKeys: (nymId) => oldKeys.all(nymId).map((row) => ({ ...row, secretKey: asBuffer(row.secretKey) })),
    retireKey: (nymId, key) => {
      retireKey.run(nymId, key.secretKey, key.fingerprint, key.retiredAt);
    },
    request: (nymId) => optional(request.get(nymId), (row) => row),
    requests: () => requests.all(),
    putRequest: ({ nymId, kind, tries, nextAt, outboxId }) => {
      putRequest.run(nymId, kind, tries, nextAt, outboxId);
    },
    dropRequest: (nymId) => {
      dropRequest.run(nymId);
    },
    told: (nymId) => new Map(told.all(nymId).map(({ what, at }) => [what, at])),
    tell: (nymId, what, at) => {
      tell.run(nymId, what, at);
    },
    untell: (nymId) => {
      untell.run(nymId);
    },
    forget: (nymId) => {
      forget(connection, nymId);
    },
  };
}

/** By the schema's own word for what belongs to a nym, so that no table that is added later can be left out. */
function forget({ sql, transaction }: Connection, nymId: NymId): void {
  transaction(() => {
    const tables = sql<{ name: string; column: string }>(
      `SELECT t.name, k."from" AS "column" FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k
       WHERE t.type = 'table' AND k."table" = 'nym'`,
    ).all();
    for (const { name, column } of tables) sql(`DELETE FROM "${name}" WHERE "${column}" = ?`).run(nymId);
    sql('DELETE FROM nym WHERE id = ?').run(nymId);
  });
}
