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
  /** Gives another beginning to the mails of that beginning on ways whose folder has that beginning, and to those folders. */
  rename(folder: Beginning, mail: Beginning): void;
  /** Forgets all that went to or came from a place. */
  forget(nymId: NymId, peer: string): void;
  /** Forgets one mail; joins the transaction around it. */
  forgetMail(way: WayId, mail: string): void;
}

/** What a name begins with, and is to. */
export interface Beginning {
  readonly before: string;
  readonly after: string;
}

export function openMoves({ sql, transaction }: Connection): Moves {
  const find = sql<{ id: WayId }>('SELECT id FROM move_way WHERE nym_id = ? AND peer = ? AND folder = ?');
  const add = sql('INSERT INTO move_way (nym_id, peer, folder) VALUES (?, ?, ?)');
  const all = sql<{ mail: string; placed: number | null }>('SELECT mail, placed FROM moved WHERE way_id = ?');
  const note = sql('INSERT INTO moved (way_id, mail, placed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const forget = sql('DELETE FROM move_way WHERE nym_id = ? AND peer = ?');
  const forgetMail = sql('DELETE FROM moved WHERE way_id = ? AND mail = ?');
  const renameMails = sql(
    `UPDATE moved SET mail = ? || substr(mail, 1 + length(?)) WHERE substr(mail, 1, length(?)) = ?
       AND way_id IN (SELECT id FROM move_way WHERE substr(folder, 1, length(?)) = ?)`,
  );
  const renameWays = sql(
    `UPDATE move_way SET folder = ? || substr(folder, 1 + length(?)) WHERE substr(folder, 1, length(?)) = ?
       AND EXISTS (SELECT 1 FROM moved WHERE way_id = move_way.id AND substr(mail, 1, length(?)) = ?)`,
  );
  return {
    way: (nymId, peer, folder) =>
      transaction(() => find.get(nymId, peer, folder)?.id ?? (add.run(nymId, peer, folder).lastInsertRowid as WayId)),
    all: (way) => new Map(all.all(way).map(({ mail, placed }) => [mail, orUndefined(placed)])),
    note: (way, mail, placed) => {
      note.run(way, mail, placed ?? null);
    },
    rename: (folder, mail) => {
      transaction(() => {
        renameMails.run(mail.after, mail.before, mail.before, mail.before, folder.before, folder.before);
        renameWays.run(folder.after, folder.before, folder.before, folder.before, mail.after, mail.after);
      });
    },
    forget: (nymId, peer) => {
      forget.run(nymId, peer);
    },
    forgetMail: (way, mail) => {
      forgetMail.run(way, mail);
    },
  };
}
