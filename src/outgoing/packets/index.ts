// Hands the packets over in which letters travel through remailers, each at its own time and by a way of its own; and packets that carry nothing, or messages to oneself.
import { cover, ping } from './cover';
import type { PacketParts } from './parts';
import { work, workOff } from './worker';

export { drawExponential } from './cover';
export { limits as packetLimits } from './limits';
export type { PacketParts, Post } from './parts';

export interface PacketWorker {
  /** Hands over every packet that is due now. */
  readonly workOff: () => Promise<void>;
  readonly start: () => void;
  /** Resolves when the packet at hand is dealt with. */
  readonly stop: () => Promise<void>;
}

export function openPacketWorker(parts: PacketParts): PacketWorker {
  let ended = new AbortController();
  let working: Promise<unknown> | undefined;
  return {
    workOff: () => workOff(parts, ended.signal),
    start: () => {
      working ??= Promise.all([work(parts, ended.signal), ...unasked(parts, ended.signal)]);
    },
    stop: async () => {
      ended.abort();
      await working;
      working = undefined;
      ended = new AbortController();
    },
  };
}

/** What goes by itself. */
function unasked(parts: PacketParts, signal: AbortSignal): Promise<void>[] {
  return Object.values(parts.posts).flatMap((post) => [cover(parts, post, signal), ping(parts, post, signal)]);
}
