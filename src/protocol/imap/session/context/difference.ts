import type { Uid } from '../../ids';

/** Results next to each other that leave or join a list at a position, counted from 1 (RFC 5267 §4.3.3, RFC 5267 §4.3.4). */
export interface Run {
  readonly position: number;
  readonly uids: readonly Uid[];
}

/** What to take out, one after the other, so that only those of `left` remain. */
export function runsToRemove(results: readonly Uid[], left: ReadonlySet<Uid>): Run[] {
  return runsOf(results, (uid) => !left.has(uid), 'taken');
}

/** What to put in, one after the other, so that what `before` had of `results` becomes `results`. */
export function runsToAdd(results: readonly Uid[], before: ReadonlySet<Uid>): Run[] {
  return runsOf(results, (uid) => !before.has(uid), 'kept');
}

/** Places are those of the moment: of what was taken out before none is left, of what was put in all. */
function runsOf(results: readonly Uid[], isMeant: (uid: Uid) => boolean, fate: 'taken' | 'kept'): Run[] {
  const runs: { readonly position: number; readonly uids: Uid[] }[] = [];
  let position = 1;
  let run: Uid[] | undefined;
  for (const uid of results) {
    const meant = isMeant(uid);
    if (!meant) run = undefined;
    else if (run) run.push(uid);
    else runs.push({ position, uids: (run = [uid]) });
    if (!meant || fate === 'kept') position++;
  }
  return runs;
}
