import type { Connection } from './connection';
import type { Counts, Delta } from './counts';
import type { FlagSetId, FlagSets } from './flagSets';
import { changedFlags } from './flagSets';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { Messages } from './messages';
import { ascending, messagesInRanges, uidRanges } from './uidRanges';

/** Above every ModSeq: for a STORE without UNCHANGEDSINCE. */
const everyModSeq = Number.MAX_SAFE_INTEGER as ModSeq;

/** Flags are changed a set at a time, not a message at a time: one UPDATE for each combination among the messages. */
export function openFlagging(
  connection: Connection,
  counts: Counts,
  flagSets: FlagSets,
): Pick<Messages, 'store' | 'flagBody'> {
  const { sql, transaction, lightly } = connection;
  const setsIn = sql<{ id: FlagSetId }>(`SELECT DISTINCT m.flag_set_id AS id FROM ${messagesInRanges}`);
  const changedSince = sql<{ uid: Uid }>(`SELECT m.uid FROM ${messagesInRanges} WHERE m.modseq > ?`);
  const reflag = sql(
    `UPDATE message SET flag_set_id = ?, modseq = ?
     WHERE flag_set_id = ? AND modseq <= ? AND mailbox_id = ? AND uid IN (SELECT m.uid FROM ${messagesInRanges})`,
  );
  const statesAt = sql<{ uid: Uid; set: FlagSetId }>(
    `SELECT m.uid, m.flag_set_id AS "set" FROM ${messagesInRanges} WHERE m.modseq = ?`,
  );
  const withBody = sql<{ mailbox: MailboxId; uid: Uid }>(
    'SELECT mailbox_id AS mailbox, uid FROM message WHERE body_id = ?',
  );

  const store: Messages['store'] = (mailbox, uids, mode, flags, unchangedSince = everyModSeq) =>
    lightly(() => {
      const ranges = uidRanges(uids);
      const modSeq = counts.nextModSeq(mailbox);
      const modified = unchangedSince === everyModSeq ? [] : changedSince.all(ranges, mailbox, unchangedSince);
      const deltas = setsIn.all(ranges, mailbox).map(({ id }): Delta & { n: number } => {
        const old = flagSets.byId(id);
        const next = flagSets.of(changedFlags(old.flags, mode, flags));
        // What a change makes of a set, it leaves alone the second time: a row is not changed twice by two rounds of this.
        const n = next === old ? 0 : reflag.run(next.id, modSeq, id, unchangedSince, mailbox, ranges, mailbox).changes;
        return {
          n,
          unseen: n * (Number(old.seen) - Number(next.seen)),
          deleted: n * (Number(next.deleted) - Number(old.deleted)),
        };
      });
      if (deltas.some(({ n }) => n > 0)) {
        const changed = ascending(statesAt.all(ranges, mailbox, modSeq)).map(({ uid, set }) => ({
          ...{ uid, modSeq, flags: flagSets.byId(set).flags },
        }));
        counts.apply(mailbox, modSeq, total(deltas), { changed, vanished: [] });
      }
      return { modified: ascending(modified).map((row) => row.uid) };
    });

  return {
    store,
    flagBody: (body, mode, flags) => {
      transaction(() => {
        for (const { mailbox, uid } of withBody.all(body)) store(mailbox, [uid], mode, flags);
      });
    },
  };
}

function total(deltas: readonly Delta[]): Delta {
  const sum = (name: keyof Delta) => deltas.reduce((n, delta) => n + (delta[name] ?? 0), 0);
  return { unseen: sum('unseen'), deleted: sum('deleted') };
}
