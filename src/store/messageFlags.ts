import type { Connection } from './connection';
import type { Counts } from './counts';
import type { FlagSet, FlagSets } from './flagSets';
import { changedFlags } from './flagSets';
import type { MailboxId, Uid } from './ids';
import type { Messages } from './messages';
import type { States } from './states';
import { inOrder } from './uidRanges';

export function openFlagging(
  connection: Connection,
  counts: Counts,
  flagSets: FlagSets,
  states: States,
): Pick<Messages, 'store' | 'flagBody'> {
  const { sql, transaction, lightly } = connection;
  const withBody = sql<{ mailbox: MailboxId; uid: Uid }>(
    'SELECT mailbox_id AS mailbox, uid FROM message WHERE body_id = ?',
  );

  const store: Messages['store'] = (mailbox, uids, mode, flags, unchangedSince) =>
    lightly(() => {
      const modSeq = counts.nextModSeq(mailbox);
      const after = (set: FlagSet) => flagSets.of(changedFlags(set.flags, mode, flags));
      const { changed, modified, delta } = states.change(mailbox, modSeq, inOrder(uids), after, unchangedSince);
      if (changed.uids.length > 0) counts.apply(mailbox, modSeq, delta, { changed, vanished: [] });
      return { modified, modSeq };
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
