import { asBuffer } from '../base/bytes';
import { optional, orUndefined } from './columns';
import type { Connection } from './connection';
import type { NymId } from './ids';

/** The ephemeral layer of a nym that another program made, as that program left it: earlier versions could only keep it. */
export interface Ratchet {
  /** The file of its state, byte for byte. */
  readonly state: Buffer;
  /** What unlocks the state; undefined where that is not known. */
  readonly passphrase: string | undefined;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Articles fetched there and not opened, by the names of their files. */
  readonly articles: ReadonlyMap<string, Buffer>;
}

export interface Ratchets {
  /** Whether the nym has one that was not taken up yet: then nothing can be sent. */
  has(nymId: NymId): boolean;
  of(nymId: NymId): Ratchet | undefined;
  /** Keeps one; a nym has at most one. */
  keep(nymId: NymId, ratchet: Ratchet): void;
  /** Forgets it, when it has been taken up. */
  drop(nymId: NymId): void;
}

export function openRatchets({ sql, transaction }: Connection): Ratchets {
  const find = sql<{ state: Uint8Array; passphrase: string | null; takenAt: number }>(
    'SELECT state, passphrase, taken_at AS takenAt FROM nym_ratchet WHERE nym_id = ?',
  );
  const has = sql<{ found: number }>('SELECT 1 AS found FROM nym_ratchet WHERE nym_id = ?');
  const articles = sql<{ name: string; source: Uint8Array }>(
    'SELECT name, source FROM nym_ratchet_article WHERE nym_id = ? ORDER BY name',
  );
  const add = sql('INSERT INTO nym_ratchet (nym_id, state, passphrase, taken_at) VALUES (?, ?, ?, ?)');
  const addArticle = sql('INSERT INTO nym_ratchet_article (nym_id, name, source) VALUES (?, ?, ?)');
  const drop = sql('DELETE FROM nym_ratchet WHERE nym_id = ?');
  const dropArticles = sql('DELETE FROM nym_ratchet_article WHERE nym_id = ?');
  return {
    has: (nymId) => has.get(nymId) !== undefined,
    of: (nymId) =>
      optional(find.get(nymId), ({ state, passphrase, takenAt }) => ({
        state: asBuffer(state),
        passphrase: orUndefined(passphrase),
        takenAt,
        articles: new Map(articles.all(nymId).map(({ name, source }) => [name, asBuffer(source)])),
      })),
    keep: (nymId, ratchet) => {
      transaction(() => {
        add.run(nymId, ratchet.state, ratchet.passphrase ?? null, ratchet.takenAt);
        for (const [name, source] of ratchet.articles) addArticle.run(nymId, name, source);
      });
    },
    drop: (nymId) => {
      transaction(() => {
        drop.run(nymId);
        dropArticles.run(nymId);
      });
    },
  };
}
