import { createHash } from 'node:crypto';
import { orUndefined } from './columns';
import type { Connection } from './connection';
import type { DirectoryKey } from './directories';
import type { NymId, PacketId } from './ids';
import { limits } from './limits';

/** The remailer that a message to oneself is to try. */
export interface PingedRemailer {
  readonly format: DirectoryKey['format'];
  readonly name: string;
  readonly address: string;
  /** 32 hex digits. */
  readonly keyId: string;
}

/** Times are milliseconds since 1970. */
export interface NewPing extends PingedRemailer {
  /** Whom it is for. */
  readonly nymId: NymId;
  /** The packet that it travels in. */
  readonly packet: PacketId;
  /** The one word that it says; only its digest is kept. */
  readonly token: string;
  readonly queuedAt: number;
}

export interface PingRow extends PingedRemailer {
  /** Undefined until it was handed over. */
  readonly sentAt: number | undefined;
  /** Undefined until it was back. */
  readonly arrivedAt: number | undefined;
}

export interface Pings {
  /** Forgets those of long ago, too. Call it in the transaction that queues the packet. */
  add(ping: NewPing): void;
  /** Its packet has left. In the transaction that takes the packet out of the queue, before it does. */
  noteSent(packet: PacketId, at: number): void;
  /** Its packet never leaves: it is as if it had not been made. */
  removeOf(packet: PacketId): void;
  /**
   * Notes that the nym has got the word at `at`. `again`, with nothing done: it had it before. Undefined: no ping of this nym says so. Call
   * it in the transaction that delivers the mail.
   */
  arrive(nymId: NymId, token: string, at: number): 'first' | 'again' | undefined;
  /** Those handed over since then, and those that wait, oldest first. */
  since(format: PingRow['format'], at: number): PingRow[];
}

type Columns = Omit<PingRow, 'sentAt' | 'arrivedAt'> & {
  readonly sentAt: number | null;
  readonly arrivedAt: number | null;
};

export function openPings({ sql }: Connection): Pings {
  const add = sql(
    `INSERT INTO ping (digest, nym_id, packet_id, format, name, address, key_id, queued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const forget = sql('DELETE FROM ping WHERE queued_at < ?');
  const noteSent = sql('UPDATE ping SET sent_at = ? WHERE packet_id = ? AND sent_at IS NULL');
  const removeOf = sql('DELETE FROM ping WHERE packet_id = ? AND arrived_at IS NULL');
  // a relay may have sent what it did not say that it took
  const arrive = sql(
    `UPDATE ping SET arrived_at = ?, sent_at = coalesce(sent_at, queued_at)
     WHERE digest = ? AND nym_id = ? AND arrived_at IS NULL`,
  );
  const known = sql<{ known: 1 }>('SELECT 1 AS known FROM ping WHERE digest = ? AND nym_id = ?');
  const since = sql<Columns>(
    `SELECT format, name, address, key_id AS keyId, sent_at AS sentAt, arrived_at AS arrivedAt FROM ping
     WHERE format = ? AND (sent_at IS NULL OR sent_at >= ?) ORDER BY queued_at, rowid`,
  );
  return {
    add: ({ token, nymId, packet, format, name, address, keyId, queuedAt }) => {
      forget.run(queuedAt - limits.pingsKeptMs);
      add.run(digestOf(token), nymId, packet, format, name, address, keyId, queuedAt);
    },
    noteSent: (packet, at) => {
      noteSent.run(at, packet);
    },
    removeOf: (packet) => {
      removeOf.run(packet);
    },
    arrive: (nymId, token, at) => {
      const digest = digestOf(token);
      if (arrive.run(at, digest, nymId).changes > 0) return 'first';
      return known.get(digest, nymId) === undefined ? undefined : 'again';
    },
    since: (format, at) => since.all(format, at).map(readRow),
  };
}

const digestOf = (token: string) => createHash('sha256').update(token).digest();

function readRow({ sentAt, arrivedAt, ...row }: Columns): PingRow {
  return { ...row, sentAt: orUndefined(sentAt), arrivedAt: orUndefined(arrivedAt) };
}
