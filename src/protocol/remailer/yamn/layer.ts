import { createCipheriv } from 'node:crypto';
import { bodyAt, slotBytes, slotCount, slotOf } from './layout';

/** What one hop takes off a packet: the streams of its ten slots, and that of the body. */
export interface Layer {
  /** By slot, 256 bytes each. */
  readonly streams: readonly Buffer[];
  /** Puts the layer on a body, or takes it off. Gives a new one. */
  readonly body: (bytes: Buffer) => Buffer;
}

/** AES-256-CTR; the counter is big endian (yamn.md §6). */
export function crypt(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  return createCipheriv('aes-256-ctr', key, iv).update(bytes);
}

/** The layer of a hop that passes the packet on, of its AES key (32 bytes) and partial IV (12 bytes). */
export function layerOf(key: Buffer, partialIv: Buffer): Layer {
  const zeros = Buffer.alloc(slotBytes);
  const streams = Array.from({ length: slotCount }, (_, slot) => crypt(key, ivOf(partialIv, slot), zeros));
  return { streams, body: (bytes) => crypt(key, ivOf(partialIv, slotCount), bytes) };
}

/** `IV(V, s)` of yamn.md §6. Slots are 0 to 9, the body is 10. */
function ivOf(partialIv: Buffer, index: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.set(partialIv.subarray(0, 4), 0);
  iv.writeUInt32LE(index, 4);
  iv.set(partialIv.subarray(4, 12), 8);
  return iv;
}

/** Puts the layer on all slots and the body, or takes it off. */
export function apply(packet: Buffer, { streams, body }: Layer): void {
  streams.forEach((stream, index) => {
    xorInto(slotOf(packet, index), stream);
  });
  packet.set(body(packet.subarray(bodyAt)), bodyAt);
}

/** `F_h` of yamn.md §6: what the slots that earlier hops leave empty have turned into when the packet comes to the hop that is handled `stage`-th. */
export function pad(packet: Buffer, layers: readonly Layer[], stage: number): void {
  for (let index = slotCount - layers.length + stage; index < slotCount; index++) {
    const slot = slotOf(packet, index);
    slot.fill(0);
    for (let step = 0; step < slotCount - index; step++) {
      const stream = layers[stage + step]?.streams[index + step];
      if (stream) xorInto(slot, stream);
    }
  }
}

function xorInto(target: Buffer, stream: Buffer): void {
  for (let i = 0; i < target.length; i += 4) target.writeInt32LE(target.readInt32LE(i) ^ stream.readInt32LE(i), i);
}
