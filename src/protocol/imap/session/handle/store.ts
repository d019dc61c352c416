// STORE: changes of flags.
import type { Store } from '../../command/store';
import { changeFlags, sameFlags } from '../../flags';
import { asModSeq } from '../../ids';
import type { Uid } from '../../ids';
import { writeNumberSet } from '../../wire/sequenceSet';
import { choose, uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { pull } from '../report';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { writableOf } from '../session';
import type { Selected, Session } from '../session';

/** RFC 9051 §6.4.6; UNCHANGEDSINCE: RFC 7162 §3.1.3. */
export async function handleStore(session: Session, command: Store): Promise<Reply> {
  const { uid, set, mode, flags, unchangedSince } = command;
  if (unchangedSince !== undefined) session.enabled.add('CONDSTORE');
  const selected = writableOf(session);
  const chosen = choose(selected, set, uid);
  if (chosen.length === 0) return ok('Nothing to store');
  await pull(selected);
  const expected = expectedFlags(selected, chosen, command);
  const limit = unchangedSince === undefined ? undefined : asModSeq(unchangedSince);
  const { modified } = await selected.mailbox.store(uidsOf(chosen), mode, flags, limit);
  await pull(selected);
  settle(session, selected, expected, command.silent);
  if (modified.length === 0) return ok('Stored');
  const numbers = uid ? modified : modified.flatMap((one) => selected.tracker.sequenceOf(one) ?? []);
  return ok('Stored, but for what others changed', `MODIFIED ${writeNumberSet(numbers)}`);
}

/** What the flags will be unless somebody else interferes. */
function expectedFlags(
  selected: Selected,
  chosen: readonly Chosen[],
  { mode, flags }: Store,
): Map<Uid, readonly string[]> {
  return new Map(
    chosen.flatMap(({ message: { uid } }) => {
      const message = selected.tracker.at(selected.tracker.sequenceOf(uid) ?? 0);
      return message ? [[uid, changeFlags(message.flags, mode, flags)]] : [];
    }),
  );
}

/**
 * Which flags the report after the command tells: of a STORE all, of a silent one those that came out otherwise, because
 * somebody else changed them too (RFC 9051 §6.4.6). Mod-sequences are told even in silence (RFC 7162 §3.1.3).
 */
function settle(
  session: Session,
  { tracker }: Selected,
  expected: ReadonlyMap<Uid, readonly string[]>,
  silent: boolean,
): void {
  for (const [uid, flags] of expected) {
    const now = tracker.at(tracker.sequenceOf(uid) ?? 0)?.flags ?? flags;
    if (!silent) tracker.tellFlags(uid);
    else if (sameFlags(now, flags) && !session.enabled.has('CONDSTORE')) tracker.toldFlags(uid);
  }
}
