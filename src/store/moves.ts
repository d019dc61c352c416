import type { Brand } from '../base/brand';
import { orUndefined } from './columns';
import type { Connection } from './connection';
import type { NymId } from './ids';

/** One folder on one way, out or in. */
export type WayId = Brand<number, 'WayId'>;

/** What was moved in or out: remembered for good, so that nothing is moved twice. */
export interface Moves {
  /** The way of that name; made where it is not known yet. `peer` and `folder` mean something to the caller only. */
  way(nymId: NymId, peer: string, folder: string): WayId;
  /** Every mail that went this way, with its UID where it went, where that is known. */
  all(way: WayId): Map<string, number | undefined>;
  /** Remembers a mail; joins the transaction around it. One that is known already is left as it is. */
  note(way: WayId, mail: string, placed: number | undefined): void;
  /** Forgets all that went to or came from a place. */
  forget(nymId: NymId, peer: string): void;
}

export function openMoves({ sql, transaction }: Connection): Moves {
  const find = sql<{ id: WayId }>('SELECT id FROM move_way WHERE nym_id = ? AND peer = ? AND folder = ?');
  const add = sql('INSERT INTO move_way (nym_id, peer, folder) VALUES (?, ?, ?)');
  const all = sql<{ mail: string; placed: number | null }>('SELECT mail, placed FROM moved WHERE way_id = ?');
  const note = sql('INSERT INTO moved (way_id, mail, placed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const forget = sql('DELETE FROM move_way WHERE nym_id = ? AND peer = ?');
  return {
    way: (nymId, peer, folder) =>
      transaction(() => find.get(nymId, peer, folder)?.id ?? (add.run(nymId, peer, folder).lastInsertRowid as WayId)),
    all: (way) => new Map(all.all(way).map(({ mail, placed }) => [mail, orUndefined(placed)])),
    note: (way, mail, placed) => {
      note.run(way, mail, placed ?? null);
    },
    forget: (nymId, peer) => {
      forget.run(nymId, peer);
    },
  };
}
