// STORE: changes of flags.
import type { Store } from '../../command/store';
import { changeFlags, sameFlags } from '../../flags';
import type { Uid } from '../../ids';
import { writeNumberSet } from '../../wire/sequenceSet';
import { choose, uidsOf } from '../choose';
import type { Chosen } from '../choose';
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
  // mod-sequences are told even of a silent STORE (RFC 7162 §3.1.3)
  const hushes = silent && !session.enabled.has('CONDSTORE');
  const expected = hushes ? expectedFlags(selected, chosen, command) : [];
  const { modified } = await selected.mailbox.store(uids, mode, flags, unchangedSince);
  await pull(selected);
  if (hushes) hush(selected, expected);
  if (!silent) for (const one of uids) selected.tracker.tellFlags(one);
  if (modified.length === 0) return ok('Stored');
  const numbers = uid ? modified : modified.flatMap((one) => selected.tracker.sequenceOf(one) ?? []);
  return ok('Stored, but for what others changed', `MODIFIED ${writeNumberSet(numbers)}`);
}

/** What the flags will be unless somebody else interferes. */
interface Expected {
  readonly uid: Uid;
  readonly flags: readonly string[];
}

/** Not of messages whose flags the client has yet to be told of. Worked out once for all messages with the same list. */
function expectedFlags({ tracker }: Selected, chosen: readonly Chosen[], { mode, flags }: Store): Expected[] {
  const after = new Map<readonly string[], readonly string[]>();
  const expected: Expected[] = [];
  for (const { sequence, message } of chosen) {
    const { uid } = message;
    if (tracker.hasUntoldFlags(uid)) continue;
    const current = tracker.at(sequence)?.flags ?? [];
    const next = after.get(current) ?? changeFlags(current, mode, flags);
    after.set(current, next);
    expected.push({ uid, flags: next });
  }
  return expected;
}

/** A silent STORE is not answered with the flags, unless they came out otherwise because somebody else changed them too (RFC 9051 §6.4.6). */
function hush({ tracker }: Selected, expected: readonly Expected[]): void {
  const isSame = openComparing();
  for (const { uid, flags } of expected) if (isSame(flagsOf(tracker, uid), flags)) tracker.toldFlags(uid);
}

/** `sameFlags`, remembering the last answer: most messages share their lists. */
function openComparing(): typeof sameFlags {
  let last: { readonly a: readonly string[]; readonly b: readonly string[]; readonly result: boolean } | undefined;
  return (a, b) => {
    if (last?.a !== a || last.b !== b) last = { a, b, result: sameFlags(a, b) };
    return last.result;
  };
}

function flagsOf(tracker: Tracker, uid: Uid): readonly string[] {
  return tracker.at(tracker.sequenceOf(uid) ?? 0)?.flags ?? [];
}
