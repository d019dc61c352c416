import type { Bodies } from './bodies';
import type { Connection } from './connection';
import type { Counts } from './counts';
import type { FlagSet, FlagSets } from './flagSets';
import type { BodyId, MailboxId, ModSeq, Uid } from './ids';
import type { Messages, NewMessage } from './messages';
import { openRemoval } from './messageRemoval';
import type { Removals } from './removals';
import type { States } from './states';
import { messagesInRanges, uidRanges } from './uidRanges';

type Writing = Pick<Messages, 'append' | 'expunge' | 'expungeDeleted' | 'copy' | 'move'>;

/** Where what belongs to a body goes. */
interface Contents extends Bodies {
  readonly addDerived: (body: BodyId, message: NewMessage) => void;
}

export function openWriting(
  connection: Connection,
  counts: Counts,
  flagSets: FlagSets,
  bodies: Contents,
  removals: Removals,
  states: States,
): Writing {
  const { sql, transaction } = connection;
  const removal = openRemoval(connection, counts, bodies, removals, states);
  const insert = sql(
    `INSERT INTO message (mailbox_id, uid, internal_date, size, body_id, saved_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const copyRows = sql(
    `INSERT INTO message (mailbox_id, uid, internal_date, size, body_id, saved_at)
     SELECT ?, ? + row_number() OVER (ORDER BY m.uid), m.internal_date, m.size, m.body_id, ?
     FROM ${messagesInRanges}`,
  );
  const append: Messages['append'] = (mailbox, messages) =>
    transaction(() => {
      const { uidValidity, uidNext, highestModSeq } = counts.mustHead(mailbox);
      const uids: Uid[] = [];
      const ids: BodyId[] = [];
      const sets: FlagSet[] = [];
      const modSeq = (highestModSeq + 1) as ModSeq;
      const sum = { unseen: 0, deleted: 0, size: 0 };
      for (const message of messages) {
        const { source, flags, internalDate, savedAt } = message;
        const set = flagSets.of(flags);
        const body = bodies.add(message);
        bodies.addDerived(body, message);
        const uid = (uidNext + uids.length) as Uid;
        insert.run(mailbox, uid, internalDate, source.length, body, savedAt ?? null);
        uids.push(uid);
        ids.push(body);
        sets.push(set);
        sum.unseen += Number(!set.seen);
        sum.deleted += Number(set.deleted);
        sum.size += source.length;
      }
      if (uids.length > 0) {
        const { changed, recent } = states.add(mailbox, modSeq, uids, sets);
        const delta = { ...sum, uids: uids.length, messages: uids.length, recent };
        counts.apply(mailbox, modSeq, delta, { changed, vanished: [] });
      }
      return { uidValidity, uids, bodies: ids };
    });

  const copyWithin = (mailbox: MailboxId, ranges: string, to: MailboxId, now: number) => {
    const { uidValidity, uidNext, highestModSeq } = counts.mustHead(to);
    const { uids, sets, delta } = removal.measure(mailbox, ranges);
    const modSeq = (highestModSeq + 1) as ModSeq;
    const given = uids.map((_, i) => (uidNext + i) as Uid);
    if (uids.length > 0) {
      copyRows.run(to, uidNext - 1, now, ranges, mailbox);
      const { changed, recent } = states.add(to, modSeq, given, sets);
      counts.apply(to, modSeq, { ...delta, uids: uids.length, recent }, { changed, vanished: [] });
    }
    return { uidValidity, from: uids, to: given };
  };

  const expunging = (which?: (set: FlagSet) => boolean) => (mailbox: MailboxId, uids: readonly Uid[]) => {
    transaction(() => {
      removal.remove(mailbox, uidRanges(uids), which);
    });
  };

  return {
    append,
    expunge: expunging(),
    expungeDeleted: expunging(({ deleted }) => deleted),
    copy: (mailbox, uids, to, now) => transaction(() => copyWithin(mailbox, uidRanges(uids), to, now)),
    move: (mailbox, uids, to, now) =>
      transaction(() => {
        const ranges = uidRanges(uids);
        const copied = copyWithin(mailbox, ranges, to, now);
        removal.remove(mailbox, uidRanges(copied.from));
        return copied;
      }),
  };
}
