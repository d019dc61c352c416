import { packParts } from '../packet';
import type { Around, Packed } from '../packet';
import { limits } from './limits';
import { packPacket } from './pack';
import type { Hop } from './pack';

/** Of a message of so many bytes: more than one only where it is longer than `limits.payloadBytes`. */
export function chunksOf(length: number): number {
  return Math.ceil(length / limits.payloadBytes);
}

/**
 * The packets of a message: of each chunk one for every copy. `chains` has a list for each chunk (`chunksOf`) with a chain for each copy, all with the
 * same exit, where copies are told apart and chunks are joined: copies of a chunk have one packet id, chunks of a message do not (yamn.md §5.5).
 * The message begins with a header (yamn.md §7.1). `boxesReady` must have come. Throws `too-large`, `bad-chain`, `bad-key`.
 */
export function packMessage(
  message: Buffer,
  chains: readonly (readonly (readonly Hop[])[])[],
  around: Around,
): Packed[] {
  const chunks = chunksOf(message.length);
  const messageId = around.random.bytes(16);
  return packParts(chunks, chains, (index) => {
    const payload = message.subarray(index * limits.payloadBytes, (index + 1) * limits.payloadBytes);
    const packetId = around.random.bytes(16);
    const delivery = { packetId, messageId, chunk: index + 1, chunks, delivery: 'mail' } as const;
    return (chain) => packPacket(payload, chain, delivery, around);
  });
}

/** What the original writes into its own (yamn.md §7.5): no hop reads it, and the packet is like any other. */
const dummyText = Buffer.from('I hope Len approves');

/** A packet that its exit throws away. `boxesReady` must have come. Throws `bad-chain`, `bad-key`. */
export function packDummy(chain: readonly Hop[], around: Around): Packed {
  const [packetId, messageId] = [around.random.bytes(16), around.random.bytes(16)];
  const delivery = { packetId, messageId, chunk: 1, chunks: 1, delivery: 'dummy' } as const;
  return { to: chain[0]?.address ?? '', packet: packPacket(dummyText, chain, delivery, around) };
}
