import type { Connection } from './connection';
import type { Counts } from './counts';
import type { FlagSet, FlagSets } from './flagSets';
import { changedFlags } from './flagSets';
import type { MailboxId, ModSeq, Uid } from './ids';
import type { Messages } from './messages';
import type { States } from './states';
import { inOrder } from './uidRanges';

/** Above every ModSeq: for a STORE without UNCHANGEDSINCE. */
const everyModSeq = Number.MAX_SAFE_INTEGER as ModSeq;

/** What a change makes of a set of flags is worked out once, however many messages have it. */
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

  const store: Messages['store'] = (mailbox, uids, mode, flags, unchangedSince = everyModSeq) =>
    lightly(() => {
      const modSeq = counts.nextModSeq(mailbox);
      const setAfter = once((set: FlagSet) => flagSets.of(changedFlags(set.flags, mode, flags)));
      const modified: Uid[] = [];
      const delta = { unseen: 0, deleted: 0 };
      const changed = states.change(mailbox, modSeq, inOrder(uids), (uid, set, changedAt) => {
        if (changedAt > unchangedSince) {
          modified.push(uid);
          return undefined;
        }
        const next = setAfter(set);
        delta.unseen += Number(set.seen) - Number(next.seen);
        delta.deleted += Number(next.deleted) - Number(set.deleted);
        return next;
      });
      if (changed.length > 0) counts.apply(mailbox, modSeq, delta, { changed, vanished: [] });
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

function once<A, B>(f: (a: A) => B): (a: A) => B {
  const known = new Map<A, B>();
  return (a) => {
    const result = known.get(a) ?? f(a);
    known.set(a, result);
    return result;
  };
}
