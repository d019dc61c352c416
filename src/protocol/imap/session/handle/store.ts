// STORE: changes of flags.
import type { ModSeq } from '../../ids';
import type { Store } from '../../command/store';
import { changeFlags, sameFlags } from '../../flags';
import { writeNumberSet } from '../../wire/sequenceSet';
import { chooseUids } from '../choose';
import { inKnownCase } from '../keywords';
import { pull, wantModSeqs } from '../report';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { writableOf } from '../session';
import type { Session } from '../session';
import type { IsNews, Tracker } from '../tracker';

/** RFC 9051 §6.4.6; UNCHANGEDSINCE: RFC 7162 §3.1.3. */
export async function handleStore(session: Session, command: Store): Promise<Reply> {
  const { uid, set, mode, silent, unchangedSince } = command;
  if (unchangedSince !== undefined) wantModSeqs(session);
  const selected = writableOf(session);
  const uids = chooseUids(selected, set, uid);
  if (uids.length === 0) return ok('Nothing to store');
  const flags = inKnownCase(selected.keywords, command.flags);
  const { modified, modSeq } = await selected.mailbox.store(uids, mode, flags, unchangedSince);
  // mod-sequences are told even of a silent STORE (RFC 7162 §3.1.3)
  const hushes = silent && !session.enabled.has('CONDSTORE');
  await pull(selected, hushes ? otherThan(command, modSeq, selected.tracker) : undefined);
  if (!silent) for (const one of uids) selected.tracker.tellFlags(one);
  if (modified.length === 0) return ok('Stored');
  const numbers = uid ? modified : modified.flatMap((one) => selected.tracker.sequenceOf(one) ?? []);
  return ok('Stored, but for what others changed', `MODIFIED ${writeNumberSet(numbers)}`);
}

/**
 * A silent STORE is not answered with the flags, unless they came out otherwise because somebody else changed them too (RFC 9051 §6.4.6),
 * or that change crossed with the STORE, so that the client cannot know which of the two came last (NOTIFY, RFC 5465 §3.1). Most messages share their lists of flags: each is compared once.
 */
function otherThan({ mode, flags }: Store, modSeq: ModSeq, tracker: Tracker): IsNews {
  const compared = new Map<readonly string[], { readonly after: readonly string[]; readonly isOther: boolean }>();
  return (before, after, changedBefore, changedBy) => {
    if (changedBy !== modSeq || tracker.mayHaveCrossed(changedBefore)) return true;
    const known = compared.get(before);
    if (known?.after === after) return known.isOther;
    const isOther = !sameFlags(after, changeFlags(before, mode, flags));
    compared.set(before, { after, isOther });
    return isOther;
  };
}
