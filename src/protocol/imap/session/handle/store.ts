// STORE: changes of flags.
import type { Store } from '../../command/store';
import { changeFlags, sameFlags } from '../../flags';
import type { Uid } from '../../ids';
import { writeNumberSet } from '../../wire/sequenceSet';
import { choose, uidsOf } from '../choose';
import { pull, wantModSeqs } from '../report';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { writableOf } from '../session';
import type { Selected, Session } from '../session';
import type { Tracker } from '../tracker';

/** RFC 9051 §6.4.6; UNCHANGEDSINCE: RFC 7162 §3.1.3. */
export async function handleStore(session: Session, command: Store): Promise<Reply> {
  const { uid, set, mode, silent, flags, unchangedSince } = command;
  if (unchangedSince !== undefined) wantModSeqs(session);
  const selected = writableOf(session);
  const chosen = choose(selected, set, uid);
  if (chosen.length === 0) return ok('Nothing to store');
  await pull(selected);
  const uids = uidsOf(chosen);
  const expected = expectedFlags(selected, uids, command);
  const { modified } = await selected.mailbox.store(uids, mode, flags, unchangedSince);
  await pull(selected);
  if (silent) hush(session, selected, expected);
  else for (const one of uids) selected.tracker.tellFlags(one);
  if (modified.length === 0) return ok('Stored');
  const numbers = uid ? modified : modified.flatMap((one) => selected.tracker.sequenceOf(one) ?? []);
  return ok('Stored, but for what others changed', `MODIFIED ${writeNumberSet(numbers)}`);
}

/** What the flags will be unless somebody else interferes. Not of messages whose flags the client has yet to be told of. */
function expectedFlags(
  { tracker }: Selected,
  uids: readonly Uid[],
  { mode, flags }: Store,
): Map<Uid, readonly string[]> {
  const settled = uids.filter((uid) => !tracker.hasUntoldFlags(uid));
  return new Map(settled.map((uid) => [uid, changeFlags(flagsOf(tracker, uid), mode, flags)]));
}

/**
 * A silent STORE is not answered with the flags, unless they came out otherwise because somebody else changed them too
 * (RFC 9051 §6.4.6). Mod-sequences are told even so (RFC 7162 §3.1.3).
 */
function hush(session: Session, { tracker }: Selected, expected: ReadonlyMap<Uid, readonly string[]>): void {
  if (session.enabled.has('CONDSTORE')) return;
  for (const [uid, flags] of expected) if (sameFlags(flagsOf(tracker, uid), flags)) tracker.toldFlags(uid);
}

function flagsOf(tracker: Tracker, uid: Uid): readonly string[] {
  return tracker.at(tracker.sequenceOf(uid) ?? 0)?.flags ?? [];
}
