import type { Connection } from './connection';
import type { Counts } from './counts';
import type { FlagSet, FlagSets } from './flagSets';
import { changedFlags } from './flagSets';
import { StoreError } from './errors';
import type { MailboxId, Uid } from './ids';
import { limits } from './limits';
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

  const changing =
    (most: number): Messages['store'] =>
    (mailbox, uids, mode, flags, unchangedSince) =>
      lightly(() => {
        const modSeq = counts.nextModSeq(mailbox);
        const after = (set: FlagSet) => flagSets.of(atMost(most, set.flags, changedFlags(set.flags, mode, flags)));
        const { changed, modified, delta } = states.change(mailbox, modSeq, inOrder(uids), after, unchangedSince);
        if (changed.uids.length > 0) counts.apply(mailbox, modSeq, delta, { changed, vanished: [] });
        return { modified, modSeq };
      });

  const mark = changing(Infinity);

  return {
    store: changing(limits.flags),
    flagBody: (body, mode, flags) => {
      transaction(() => {
        for (const { mailbox, uid } of withBody.all(body)) mark(mailbox, [uid], mode, flags);
      });
    },
  };
}

/** The flags of a message after a change, where they are no more than that, or than they were. Throws `too-many`. */
function atMost(most: number, before: readonly string[], after: readonly string[]): readonly string[] {
  if (after.length <= Math.max(most, before.length)) return after;
  throw new StoreError('too-many', `A message can have no more than ${most} flags.`);
}
