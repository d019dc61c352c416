import { RemailerError } from '../errors';
import { packParts } from '../packet';
import type { Around, Packed } from '../packet';
import { payloadBytes } from './layout';
import { packPacket } from './pack';
import type { Hop } from './pack';
import { nowhere, writePayload } from './payload';

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
  const messageId = around.random.bytes(16);
  return packParts(parts, chains, (index) => {
    const bytes = payload.subarray(index * payloadBytes, (index + 1) * payloadBytes);
    const delivery = { packetId: around.random.bytes(16), messageId, part: index + 1, parts };
    return (chain) => packPacket(bytes, chain, delivery, around);
  });
}

/** A packet that its exit throws away (mixmaster.md §8). Throws `bad-chain`. */
export function packDummy(chain: readonly Hop[], around: Around): Packed {
  const payload = writePayload({ destinations: [nowhere], headers: [], text: Buffer.alloc(0) }, false);
  const [packed] = packMessage(payload, [[chain]], around);
  if (!packed) throw new RemailerError('bad-chain', 'A dummy has one packet.');
  return packed;
}
