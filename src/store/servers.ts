import { asBuffer } from '../base/bytes';
import { optional } from './columns';
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
}

export interface Servers {
  /** Throws `already-exists` where the domain has a server. */
  add(server: Omit<ServerRow, 'id'>): ServerId;
  byId(id: ServerId): ServerRow | undefined;
  byDomain(domain: string): ServerRow | undefined;
  all(): ServerRow[];
}

type Columns = Omit<ServerRow, 'publicKey'> & { readonly publicKey: Uint8Array };

const columns = 'id, domain, public_key AS publicKey, fingerprint, added_at AS addedAt';

export function openServers({ sql }: Connection): Servers {
  const add = sql('INSERT INTO server (domain, public_key, fingerprint, added_at) VALUES (?, ?, ?, ?)');
  const byId = sql<Columns>(`SELECT ${columns} FROM server WHERE id = ?`);
  const byDomain = sql<Columns>(`SELECT ${columns} FROM server WHERE domain = ?`);
  const all = sql<Columns>(`SELECT ${columns} FROM server ORDER BY domain`);
  return {
    add: (server) =>
      add.run(server.domain.toLowerCase(), server.publicKey, server.fingerprint, server.addedAt)
        .lastInsertRowid as ServerId,
    byId: (id) => optional(byId.get(id), readServer),
    byDomain: (domain) => optional(byDomain.get(domain.toLowerCase()), readServer),
    all: () => all.all().map(readServer),
  };
}

function readServer(row: Columns): ServerRow {
  return { ...row, publicKey: asBuffer(row.publicKey) };
}
