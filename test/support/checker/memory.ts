import type { Belief, Known } from './belief';
import type { Client } from './client';
import { same } from './same';
import type { Box } from './world';

/** What a client keeps of a mailbox it has left, for a SELECT with QRESYNC (RFC 7162 §3.2.5). */
export interface Memory {
  readonly uidValidity: number;
  readonly modSeq: number;
  /** By UID; messages whose UID it was never told are not among them. */
  readonly known: ReadonlyMap<number, Known>;
}

/** Keeps what the client believes of its open mailbox; its belief may be dropped then. */
export function remember({ resync, belief, memories }: Client): void {
  const [uidValidity, modSeq] = [belief?.codes.get('UIDVALIDITY'), belief?.codes.get('HIGHESTMODSEQ')];
  if (!resync || belief?.box === undefined || uidValidity === undefined || modSeq === undefined) return;
  const known = new Map(belief.messages.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one]])));
  memories.set(belief.box, { uidValidity, modSeq, known });
}

/** Goes on from what was kept; throws where the client would be left with a message that is gone, or without one that is there. */
export function recall(belief: Belief, { known }: Memory, { messages }: Box): void {
  const there = new Set(messages.map(({ uid }) => uid));
  const dead = [...known.keys()].filter((uid) => !belief.earlier.has(uid) && !there.has(uid));
  const lost = [...belief.earlier].filter((uid) => there.has(uid));
  same({ dead, lost }, { dead: [], lost: [] });
  messages.forEach(({ uid }, i) => {
    const [one, before] = [belief.messages[i], known.get(uid)];
    if (!one || !before) return;
    one.uid ??= uid;
    one.actual ??= uid;
    one.flags ??= before.flags;
    one.modSeq ??= before.modSeq;
  });
}
