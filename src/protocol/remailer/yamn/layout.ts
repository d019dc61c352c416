// Where everything lies in a packet (yamn.md §5). Offsets and lengths in bytes.

import type { Range } from '../packet';

export const slotBytes = 256;
export const slotCount = 10;
export const bodyAt = slotBytes * slotCount;
export const bodyBytes = 17_920;

/** A header slot (yamn.md §5.1). */
export const slotAt = {
  keyId: [0, 16],
  ephemeralKey: [16, 48],
  nonce: [48, 72],
  box: [72, 248],
  random: [248, 256],
} as const satisfies Record<string, Range>;

/** What is in the box: the slot data (yamn.md §5.2). */
export const dataAt = {
  version: 0,
  type: 1,
  packetId: [3, 19],
  key: [19, 51],
  day: 51,
  info: [53, 117],
  antiTag: [117, 149],
} as const satisfies Record<string, Range | number>;
export const dataBytes = 160;

/** Packet info of a hop that passes the packet on (yamn.md §5.3). */
export const onwardAt = { partialIv: [0, 12], address: [12, 64] } as const satisfies Record<string, Range>;

/** Packet info of the exit (yamn.md §5.4). */
export const exitAt = {
  iv: [0, 16],
  chunk: 16,
  chunks: 17,
  messageId: [18, 34],
  length: 34,
  delivery: 38,
} as const satisfies Record<string, Range | number>;

export const slotTypes = { onward: 0, exit: 1 } as const;
export const deliveries = { mail: 0, dummy: 255 } as const;
export const packetVersion = 2;

/** A view of slot `index` of a packet. */
export function slotOf(packet: Buffer, index: number): Buffer {
  return packet.subarray(index * slotBytes, (index + 1) * slotBytes);
}
