import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { LayerId, NymId } from './ids';

/**
 * `asked`: the server has not been seen to use it. `in-force`: the one in which it spoke last. `ended`: another one has taken its place,
 * or the nym's life is over; what is late may still be in it.
 */
export type LayerStanding = 'asked' | 'in-force' | 'ended';

/** An ephemeral layer of a nym, as it stands now. */
export interface LayerRow {
  readonly id: LayerId;
  readonly standing: LayerStanding;
  /** Of our side of the ratchet: as secret as a key. */
  readonly state: Buffer;
  /** Grows with every change of the state. */
  readonly version: number;
}

/** What a message has made of a layer. */
export type LayerStep = Pick<LayerRow, 'id' | 'version' | 'state'>;

export interface Layers {
  /** Latest first. */
  of(nymId: NymId): LayerRow[];
  add(nymId: NymId, state: Uint8Array, at: number): LayerId;
  /**
   * Puts the state that follows a letter in the place of the one that had `version`. Call it in the transaction that keeps the letter.
   * False, with nothing done, where the layer has moved on meanwhile: then the letter is to be put in anew.
   */
  replace(step: LayerStep): boolean;
  /**
   * The same for an article; gives the layer that has the state now. One that was not used yet stays beside it as it was: a request may
   * come to the server twice, which then begins the same layer once more. Undefined where it has moved on meanwhile.
   */
  follow(step: LayerStep): LayerId | undefined;
  /**
   * Notes that the server has spoken in it, at a time by its own clock: requests overtake each other, and its last word says which one it
   * has. True where another layer is in force by that.
   */
  use(id: LayerId, saidAt: number): boolean;
  /** Ends all of a nym's. */
  end(nymId: NymId, at: number): void;
  /** Forgets those of a nym that are out of use since before `before`. */
  forgetEnded(nymId: NymId, before: number): void;
}

/** Of a nym's layers the one in force. */
const inForce = `SELECT id FROM nym_layer AS used WHERE used.nym_id = nym_layer.nym_id AND used.ended_at IS NULL AND used.used_at IS NOT NULL
  ORDER BY used.used_at DESC, used.id DESC LIMIT 1`;

export function openLayers({ sql, transaction }: Connection): Layers {
  const ofNym = sql<Omit<LayerRow, 'state'> & { state: Uint8Array }>(
    `SELECT id, state, version, CASE
       WHEN ended_at IS NULL AND used_at IS NULL AND id > coalesce((${inForce}), 0) THEN 'asked'
       WHEN id = (${inForce}) THEN 'in-force' ELSE 'ended' END AS standing
     FROM nym_layer WHERE nym_id = ? ORDER BY id DESC`,
  );
  const insert = sql('INSERT INTO nym_layer (nym_id, state, made_at) VALUES (?, ?, ?)');
  const replace = sql('UPDATE nym_layer SET state = ?, version = version + 1 WHERE id = ? AND version = ?');
  const beside = sql(
    `INSERT INTO nym_layer (nym_id, state, made_at, ended_at)
     SELECT nym_id, ?, made_at, ended_at FROM nym_layer WHERE id = ? AND used_at IS NULL`,
  );
  const current = sql<{ id: LayerId | null }>(`SELECT (${inForce}) AS id FROM nym_layer WHERE id = ?`);
  const use = sql('UPDATE nym_layer SET used_at = max(coalesce(used_at, 0), ?) WHERE id = ?');
  const endAll = sql('UPDATE nym_layer SET ended_at = ? WHERE nym_id = ? AND ended_at IS NULL');
  const forget = sql(
    `DELETE FROM nym_layer WHERE nym_id = ? AND coalesce(ended_at, used_at, made_at) < ?
     AND (ended_at IS NOT NULL OR id < (${inForce}))`,
  );
  return {
    of: (nymId) => ofNym.all(nymId).map((row) => ({ ...row, state: asBuffer(row.state) })),
    add: (nymId, state, at) => insert.run(nymId, state, at).lastInsertRowid as LayerId,
    replace: ({ id, version, state }) => replace.run(state, id, version).changes > 0,
    follow: ({ id, version, state }) => {
      const added = beside.run(state, id);
      if (added.changes > 0) return added.lastInsertRowid as LayerId;
      return replace.run(state, id, version).changes > 0 ? id : undefined;
    },
    use: (id, saidAt) =>
      transaction(() => {
        const before = current.get(id)?.id;
        use.run(saidAt, id);
        return current.get(id)?.id !== before;
      }),
    end: (nymId, at) => {
      endAll.run(at, nymId);
    },
    forgetEnded: (nymId, before) => {
      forget.run(nymId, before);
    },
  };
}
