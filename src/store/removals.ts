import type { Connection } from './connection';
import type { MailboxId, ModSeq, Uid } from './ids';
import { limits } from './limits';
import type { Changes } from './messages';
import { messagesInRanges } from './uidRanges';

/** Which messages went, for mail clients that come back: the latest removals of each mailbox. */
export interface Removals {
  /** Remembers that these go, as the change `modSeq`; ranges as `uidRanges` writes them. Inside the transaction that removes them, before they go. */
  remember(mailbox: MailboxId, modSeq: ModSeq, ranges: string): void;
  /** What went after `modSeq`, ascending; where that is forgotten, all that ever was and is not there (RFC 7162 §5.3). */
  since(mailbox: MailboxId, modSeq: ModSeq, uidNext: Uid): Pick<Changes, 'vanished' | 'removalsForgotten'>;
}

export function openRemovals({ sql }: Connection): Removals {
  const insert = sql(
    `INSERT INTO expunged (mailbox_id, modseq, uid) SELECT m.mailbox_id, ?, m.uid FROM ${messagesInRanges}`,
  );
  const count = sql<{ kept: number }>(
    'UPDATE mailbox SET kept_removals = kept_removals + ? WHERE id = ? RETURNING kept_removals AS kept',
  );
  const lastToGo = sql<{ modSeq: ModSeq }>(
    'SELECT modseq AS modSeq FROM expunged WHERE mailbox_id = ? ORDER BY modseq DESC, uid DESC LIMIT 1 OFFSET ?',
  );
  const drop = sql('DELETE FROM expunged WHERE mailbox_id = ? AND modseq <= ?');
  const forgotten = sql('UPDATE mailbox SET kept_removals = kept_removals - ?, pruned_modseq = ? WHERE id = ?');
  const prunedOf = sql<{ modSeq: ModSeq }>('SELECT pruned_modseq AS modSeq FROM mailbox WHERE id = ?');
  const after = sql<{ uid: Uid }>('SELECT uid FROM expunged WHERE mailbox_id = ? AND modseq > ? ORDER BY uid');
  const there = sql<{ uid: Uid }>('SELECT uid FROM message WHERE mailbox_id = ? ORDER BY uid');

  const prune = (mailbox: MailboxId) => {
    const last = lastToGo.get(mailbox, limits.keptRemovals);
    if (last) forgotten.run(drop.run(mailbox, last.modSeq).changes, last.modSeq, mailbox);
  };
  return {
    remember: (mailbox, modSeq, ranges) => {
      const { changes } = insert.run(modSeq, ranges, mailbox);
      const kept = count.get(changes, mailbox)?.kept ?? 0;
      if (kept > limits.keptRemovals + limits.removalsPrunedAtOnce) prune(mailbox);
    },
    since: (mailbox, modSeq, uidNext) => {
      const removalsForgotten = modSeq < (prunedOf.get(mailbox)?.modSeq ?? 0);
      const rows = removalsForgotten ? gapsIn(there.all(mailbox), uidNext) : after.all(mailbox, modSeq);
      return { vanished: rows.map(({ uid }) => uid), removalsForgotten };
    },
  };
}

/** The UIDs below `uidNext` that are not among these, which ascend. */
function gapsIn(rows: readonly { readonly uid: Uid }[], uidNext: Uid): { readonly uid: Uid }[] {
  const gaps: { readonly uid: Uid }[] = [];
  let next = 1;
  for (const { uid } of [...rows, { uid: uidNext }]) {
    for (; next < uid; next++) gaps.push({ uid: next as Uid });
    next = uid + 1;
  }
  return gaps;
}
