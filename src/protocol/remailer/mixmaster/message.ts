import { RemailerError } from '../errors';
import { payloadBytes } from './layout';
import { limits } from './limits';
import { packPacket } from './pack';
import type { Around, Hop } from './pack';
import { nowhere, writePayload } from './payload';

/** A packet, and the entry that it is to be mailed to. */
export interface Packed {
  readonly to: string;
  /** 20480 bytes. */
  readonly packet: Buffer;
}

/** Packets of a payload of so many bytes: as the original counts, one more where it is full to the last byte (mixmaster.md §7). */
export function partsOf(length: number): number {
  return Math.floor(length / payloadBytes) + 1;
}

/**
 * The packets of a payload (`writePayload`): of each part one for every copy. `chains` has a list for each part (`partsOf`) with a chain for each copy, all with the same
 * exit. Throws `too-large`, `bad-chain`.
 */
export function packMessage(
  payload: Buffer,
  chains: readonly (readonly (readonly Hop[])[])[],
  around: Around,
): Packed[] {
  const parts = partsOf(payload.length);
  if (parts > limits.parts)
    throw new RemailerError('too-large', `A message has at most ${limits.parts} packets, not ${parts}.`);
  if (chains.length !== parts)
    throw new RemailerError(
      'bad-chain',
      `The message has ${parts} packets, and there are chains for ${chains.length}.`,
    );
  if (new Set(chains.flat().map((chain) => chain.at(-1)?.address)).size !== 1)
    throw new RemailerError('bad-chain', 'All packets of a message must come to the same exit.');
  const messageId = around.random.bytes(16);
  return chains.flatMap((copies, index) => {
    const delivery = { packetId: around.random.bytes(16), messageId, part: index + 1, parts };
    const bytes = payload.subarray(index * payloadBytes, (index + 1) * payloadBytes);
    return copies.map((chain) => ({ to: chain[0]?.address ?? '', packet: packPacket(bytes, chain, delivery, around) }));
  });
}

/** A packet that its exit throws away (mixmaster.md §8). Throws `bad-chain`. */
export function packDummy(chain: readonly Hop[], around: Around): Packed {
  const payload = writePayload({ destinations: [nowhere], headers: [], text: Buffer.alloc(0) }, false);
  const [packed] = packMessage(payload, [[chain]], around);
  if (!packed) throw new RemailerError('bad-chain', 'A dummy has one packet.');
  return packed;
}
