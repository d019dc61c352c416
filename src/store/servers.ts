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
