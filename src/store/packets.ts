import { asBuffer } from '../base/bytes';
import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { OutboxId, PacketId } from './ids';
import { limits } from './limits';

/** A packet for a remailer, on its way to the entry. Times are milliseconds since 1970. */
export interface NewPacket {
  /** The letter it carries; undefined for one that carries none. */
  readonly letter: OutboxId | undefined;
  readonly transport: string;
  /** The entry's address. */
  readonly to: string;
  /** The text of its mail. */
  readonly source: Buffer;
  readonly notBefore: number;
  readonly queuedAt: number;
}

export interface PacketRow extends NewPacket {
  readonly id: PacketId;
  readonly attempts: number;
}

export interface PacketTable {
  add(packet: NewPacket): PacketId;
  /** The packet that has been due longest; also one whose time was set by a clock that was far ahead. */
  due(now: number): PacketRow | undefined;
  /** When the next one is due, past or future. */
  nextDue(): number | undefined;
  postpone(id: PacketId, notBefore: number): void;
  remove(id: PacketId): void;
  /** How many packets of each letter are still here. */
  left(): ReadonlyMap<OutboxId, number>;
  leftOf(letter: OutboxId): number;
  removeOf(letter: OutboxId): void;
}

type Columns = Omit<PacketRow, 'letter' | 'source'> & { readonly letter: OutboxId | null; readonly source: Uint8Array };

const columns = `id, outbox_id AS letter, transport, recipient AS "to", source, not_before AS notBefore,
  queued_at AS queuedAt, attempts`;

export function openPacketTable({ sql }: Connection): PacketTable {
  const add = sql(
    'INSERT INTO packet (outbox_id, transport, recipient, source, not_before, queued_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const due = sql<Columns>(
    `SELECT ${columns} FROM packet WHERE not_before <= ? OR not_before > ? ORDER BY not_before, id LIMIT 1`,
  );
  const nextDue = sql<{ at: number | null }>('SELECT min(not_before) AS at FROM packet');
  const postpone = sql('UPDATE packet SET not_before = ?, attempts = attempts + 1 WHERE id = ?');
  const remove = sql('DELETE FROM packet WHERE id = ?');
  const left = sql<{ letter: OutboxId; n: number }>(
    'SELECT outbox_id AS letter, count(*) AS n FROM packet WHERE outbox_id IS NOT NULL GROUP BY outbox_id',
  );
  const leftOf = sql<{ n: number }>('SELECT count(*) AS n FROM packet WHERE outbox_id = ?');
  const removeOf = sql('DELETE FROM packet WHERE outbox_id = ?');
  return {
    add: ({ letter, transport, to, source, notBefore, queuedAt }) =>
      add.run(letter ?? null, transport, to, source, notBefore, queuedAt).lastInsertRowid as PacketId,
    due: (now) => optional(due.get(now, now + limits.longestWaitMs), readRow),
    nextDue: () => orUndefined(nextDue.get()?.at ?? null),
    postpone: (id, notBefore) => {
      postpone.run(notBefore, id);
    },
    remove: (id) => {
      remove.run(id);
    },
    left: () => new Map(left.all().map(({ letter, n }) => [letter, n])),
    leftOf: (letter) => leftOf.get(letter)?.n ?? 0,
    removeOf: (letter) => {
      removeOf.run(letter);
    },
  };
}

function readRow(row: Columns): PacketRow {
  return { ...row, letter: orUndefined(row.letter), source: asBuffer(row.source) };
}
