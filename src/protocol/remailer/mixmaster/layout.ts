// Where everything lies in a packet (mixmaster.md §1 and §5). Offsets and lengths in bytes.

export const unitBytes = 512;
export const unitCount = 20;
export const headerBytes = unitBytes * unitCount;
export const bodyBytes = 10_240;
/** Behind the length of the payload. */
export const payloadBytes = bodyBytes - 4;

export const blockBytes = 328;
export const desKeyBytes = 24;
export const ivBytes = 8;
/** Units a hop decrypts: all but its own header. */
export const laterUnits = unitCount - 1;

/** The form of a hop's header, by the size of its key in bits: how many units it takes, and the byte that says so (mixmaster.md §5). */
export const forms = {
  1024: { units: 1, code: 128 },
  2048: { units: 2, code: 2 },
  3072: { units: 2, code: 3 },
  4096: { units: 2, code: 4 },
} as const;
export type KeyBits = keyof typeof forms;

export const isKeyBits = (bits: number): bits is KeyBits => bits in forms;

/** What a large key seals (mixmaster.md §5). */
export const sealedAt = {
  session: [0, 24],
  hmacKey: [24, 88],
  headerMac: [88, 120],
  bodyMac: [120, 152],
  blockMac: [152, 184],
  preKey: [184, 216],
} as const;
export const sealedBytes = 216;
/** Of what follows a large header, the part that its mac is over. */
export const macedBytes = 1024;

export const addressBytes = 80;
export const types = { onward: 0, whole: 1, part: 2 } as const;
/** Stands before the day. */
export const dayMark = Buffer.from('0000\0', 'latin1');
