import { doublingPause, workWhenDue } from '../../base/whenDue';
import type { OutboxId, PacketRow } from '../../store';
import type { Outcome } from '../letter';
import { limits } from './limits';
import type { PacketParts } from './parts';

/** Hands over every packet that is due, one after the other, each by a way of its own. */
export async function workOff(parts: PacketParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    const packet = signal.aborted ? undefined : parts.store.packets.due(parts.clock.now());
    if (!packet) return;
    note(parts, packet, await handOver(parts, packet, signal));
  }
}

/** Works off what is due, and again whenever something becomes due. */
export function work(parts: PacketParts, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = parts;
  return workWhenDue(
    {
      ...{ clock, log, watch: store.watch, name: 'the packets', nap: limits.nap, pause: limits.firstPause },
      workOff: (until) => workOff(parts, until),
      nextDue: () => store.packets.nextDue(),
    },
    signal,
  );
}

async function handOver(parts: PacketParts, packet: PacketRow, signal: AbortSignal): Promise<Outcome> {
  const { transport, to, source } = packet;
  const post = parts.posts[transport];
  const reason = `There is no transport "${transport}" for packets in the configuration.`;
  if (!post) return { result: 'later', reason, code: 'no-transport' };
  // drawn at each attempt, so that no two packets share a circuit
  return post.send({ purpose: `packet ${parts.random.bytes(8).toString('hex')}`, to, source }, signal);
}

/** In doubt a packet goes again, the same to the byte: whoever has it already throws it away. */
function note(parts: PacketParts, packet: PacketRow, outcome: Outcome): void {
  const { store, clock, random, log } = parts;
  if (outcome.result === 'taken') {
    leave(parts, packet);
    return;
  }
  const { result, reason, code } = outcome;
  log.warn('a packet was not taken', { result, code });
  if (result === 'never' || clock.now() - packet.queuedAt >= limits.giveUpAfter) giveUp(parts, packet, reason);
  else store.packets.postpone(packet.id, clock.now() + doublingPause(packet.attempts, limits, random));
}

function leave({ store, clock, gone }: PacketParts, { id, letter }: PacketRow): void {
  store.transaction(() => {
    store.pings.noteSent(id, clock.now());
    store.packets.remove(id);
    if (letter !== undefined && (isCopied(store, letter) || store.packets.leftOf(letter) === 0)) gone(letter);
  });
}

/** A request, of which several packets are copies: one is enough. Where one is so long that it takes several, it is still asked again when no answer comes. */
function isCopied({ outbox }: PacketParts['store'], letter: OutboxId): boolean {
  const kind = outbox.byId(letter)?.kind;
  return kind === 'config' || kind === 'create';
}

/** What is left of its letter is of no use without it; only where it is a copy of others, that is noticed by nobody. */
function giveUp({ store, lost }: PacketParts, { id, letter }: PacketRow, reason: string): void {
  store.transaction(() => {
    store.pings.removeOf(id);
    store.packets.remove(id);
    if (letter === undefined) return;
    // its text has gone with the first copy that left
    const hasLeft = store.outbox.payload(letter) === undefined;
    if (isCopied(store, letter) && (hasLeft || store.packets.leftOf(letter) > 0)) return;
    store.packets.removeOf(letter);
    lost(letter, `A remailer packet of it could not be handed over. ${reason}`);
  });
}
