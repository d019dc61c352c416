import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { packetBytes } from '../packet';
import type { Around } from '../packet';
import { sealSlot } from './box';
import type { PublicKey } from './box';
import { blake2s256 } from './hashes';
import { apply, crypt, layerOf, pad } from './layer';
import type { Layer } from './layer';
import { bodyAt, bodyBytes, slotBytes, slotCount } from './layout';
import { limits } from './limits';
import { writeSlotData } from './slotData';
import type { ExitData, OnwardData } from './slotData';

/** A remailer as a packet needs to know it. */
export interface Hop extends PublicKey {
  readonly address: string;
}

/** What the exit is told of a packet. */
export type Delivery = Pick<ExitData, 'packetId' | 'messageId' | 'chunk' | 'chunks' | 'delivery'>;

/**
 * A packet (20480 bytes) that carries `payload` through `chain`, entry first; it is to be mailed to the entry (yamn.md §6).
 * `boxesReady` must have come. Throws `too-large`, `bad-chain`, `bad-key`.
 */
export function packPacket(payload: Buffer, chain: readonly Hop[], delivery: Delivery, around: Around): Buffer {
  check(payload, chain);
  const [exit, ...before] = [...chain].reverse() as [Hop, ...Hop[]];
  const wraps = before.map((hop, index) => drawWrap(hop, chain[chain.length - 1 - index] ?? exit, around.random));
  const layers = wraps.map(({ layer }) => layer);
  const packet = startPacket(chain.length, around.random);
  pad(packet, layers, 0);
  putExit(packet, exit, { payload, delivery }, around);
  wraps.forEach((wrap, index) => {
    apply(packet, wrap.layer);
    packet.copyWithin(slotBytes, 0, bodyAt - slotBytes);
    pad(packet, layers, index + 1);
    putSlot(packet, wrap.hop, wrap.data, around);
  });
  return packet;
}

function check(payload: Buffer, chain: readonly Hop[]): void {
  if (chain.length === 0 || chain.length > slotCount)
    throw new RemailerError('bad-chain', `A chain has 1 to ${slotCount} remailers, not ${chain.length}.`);
  const long = chain.find(({ address }) => address.length > limits.addressBytes);
  if (long) throw new RemailerError('bad-chain', `The address ${long.address} is too long for a packet.`);
  if (payload.length > bodyBytes)
    throw new RemailerError('too-large', `A packet holds ${bodyBytes} bytes, not ${payload.length}.`);
}

/** Random where no hop looks; the rest is written over. */
function startPacket(hops: number, random: Random): Buffer {
  const packet = Buffer.alloc(packetBytes);
  packet.set(random.bytes((slotCount - hops) * slotBytes), slotBytes);
  return packet;
}

/** What a hop adds that passes the packet on. */
interface Wrap {
  readonly hop: Hop;
  readonly layer: Layer;
  readonly data: Omit<OnwardData, 'day' | 'antiTag'>;
}

function drawWrap(hop: Hop, next: Hop, random: Random): Wrap {
  const [packetId, key, partialIv] = [random.bytes(16), random.bytes(32), random.bytes(12)];
  const data = { type: 'onward', packetId, key, partialIv, address: next.address } as const;
  return { hop, layer: layerOf(key, partialIv), data };
}

function putExit(
  packet: Buffer,
  exit: Hop,
  { payload, delivery }: { payload: Buffer; delivery: Delivery },
  around: Around,
): void {
  const [key, iv] = [around.random.bytes(32), around.random.bytes(16)];
  packet.set(payload, bodyAt);
  packet.set(crypt(key, iv, packet.subarray(bodyAt)), bodyAt);
  putSlot(packet, exit, { type: 'exit', ...delivery, key, iv, length: payload.length }, around);
}

/** Seals the hop's own slot, over all that follows it. The day is up to three too early, drawn for each hop (yamn.md §5.2). */
function putSlot(
  packet: Buffer,
  hop: Hop,
  data: Omit<OnwardData, 'day' | 'antiTag'> | Omit<ExitData, 'day' | 'antiTag'>,
  { random, day }: Around,
): void {
  const antiTag = blake2s256(packet.subarray(slotBytes));
  packet.set(sealSlot(writeSlotData({ ...data, day: day - random.below(4), antiTag }), hop, random), 0);
}
