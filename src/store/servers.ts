import { asBuffer } from '../base/bytes';
import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { ServerId } from './ids';

/** A nym server and its key. */
export interface ServerRow {
  readonly id: ServerId;
  /** Lower case. */
  readonly domain: string;
  /** OpenPGP, binary. */
  readonly publicKey: Buffer;
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  /** When its key ends, milliseconds since 1970; undefined where it never does. */
  readonly expiresAt?: number | undefined;
}

/** What happened to a server's key, and when. */
export interface ServerEvent {
  readonly at: number;
  readonly what: 'added' | 'refreshed' | 'replaced';
  /** Of the key from then on. */
  readonly fingerprint: string;
  /** Where that key came from, in words. */
  readonly source: string;
}

export interface FormerKey {
  /** Of the event that ended its time. */
  readonly id: number;
  /** OpenPGP, binary. */
  readonly publicKey: Buffer;
}

export interface Servers {
  /** Throws `already-exists` where the domain has a server. */
  add(server: Omit<ServerRow, 'id'>, source?: string): ServerId;
  /** Puts another key, or a newer copy of it, in the place of the old one, which is kept with the event. */
  changeKey(id: ServerId, key: Pick<ServerRow, 'publicKey' | 'expiresAt'>, event: ServerEvent): void;
  byId(id: ServerId): ServerRow | undefined;
  byDomain(domain: string): ServerRow | undefined;
  all(): ServerRow[];
  /** Oldest first. */
  events(id: ServerId): ServerEvent[];
  /** The keys that it had before another, or a newer copy, took their place, oldest first. */
  formerKeys(id: ServerId): FormerKey[];
}

interface Columns extends Omit<ServerRow, 'publicKey' | 'expiresAt'> {
  readonly publicKey: Uint8Array;
  readonly expiresAt: number | null;
}

const columns = 'id, domain, public_key AS publicKey, fingerprint, added_at AS addedAt, expires_at AS expiresAt';

export function openServers({ sql, transaction }: Connection): Servers {
  const add = sql('INSERT INTO server (domain, public_key, fingerprint, added_at, expires_at) VALUES (?, ?, ?, ?, ?)');
  const note = sql(
    `INSERT INTO server_event (server_id, at, what, fingerprint, source, old_key)
     SELECT id, ?, ?, ?, ?, CASE WHEN ? THEN public_key END FROM server WHERE id = ?`,
  );
  const change = sql('UPDATE server SET public_key = ?, fingerprint = ?, expires_at = ? WHERE id = ?');
  const byId = sql<Columns>(`SELECT ${columns} FROM server WHERE id = ?`);
  const byDomain = sql<Columns>(`SELECT ${columns} FROM server WHERE domain = ?`);
  const all = sql<Columns>(`SELECT ${columns} FROM server ORDER BY domain`);
  const events = sql<ServerEvent>(
    'SELECT at, what, fingerprint, source FROM server_event WHERE server_id = ? ORDER BY id',
  );
  const formerKeys = sql<{ id: number; publicKey: Uint8Array }>(
    `SELECT id, old_key AS publicKey FROM server_event WHERE server_id = ? AND old_key IS NOT NULL ORDER BY id`,
  );
  const noteEvent = (id: ServerId, { at, what, fingerprint, source }: ServerEvent) => {
    note.run(at, what, fingerprint, source, what === 'added' ? 0 : 1, id);
  };
  return {
    add: ({ domain, publicKey, fingerprint, addedAt, expiresAt }, source = '') =>
      transaction(() => {
        const row = add.run(domain.toLowerCase(), publicKey, fingerprint, addedAt, expiresAt ?? null);
        const id = row.lastInsertRowid as ServerId;
        noteEvent(id, { at: addedAt, what: 'added', fingerprint, source });
        return id;
      }),
    changeKey: (id, { publicKey, expiresAt }, event) => {
      transaction(() => {
        noteEvent(id, event);
        change.run(publicKey, event.fingerprint, expiresAt ?? null, id);
      });
    },
    byId: (id) => optional(byId.get(id), readServer),
    byDomain: (domain) => optional(byDomain.get(domain.toLowerCase()), readServer),
    all: () => all.all().map(readServer),
    events: (id) => events.all(id),
    formerKeys: (id) => formerKeys.all(id).map((row) => ({ ...row, publicKey: asBuffer(row.publicKey) })),
  };
}

function readServer({ expiresAt, publicKey, ...row }: Columns): ServerRow {
  return { ...row, publicKey: asBuffer(publicKey), expiresAt: orUndefined(expiresAt) };
}
