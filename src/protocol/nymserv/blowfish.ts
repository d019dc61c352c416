// Blowfish in one direction, for the subjects of older nym servers: OpenSSL 3 has it in its legacy provider only, which
// Node does not load. Never used to protect anything.
// Bruce Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher (Blowfish)", 1993.

const rounds = 16;
const boxWords = 256;
const wordCount = rounds + 2 + 4 * boxWords;

/** Encrypts one block of 8 bytes under a key schedule made by `expandKey`. */
export function encryptBlock(schedule: Uint32Array, block: Uint8Array): Buffer {
  const bytes = Buffer.from(block);
  const [left, right] = encryptWords(schedule, bytes.readUInt32BE(0), bytes.readUInt32BE(4));
  const out = Buffer.alloc(8);
  out.writeUInt32BE(left, 0);
  out.writeUInt32BE(right, 4);
  return out;
}

/** The 18 round keys and four S-boxes, in a row, of a key of 4 to 56 bytes. */
export function expandKey(key: Uint8Array): Uint32Array {
  const schedule = piWords().slice();
  for (let i = 0; i < rounds + 2; i++) schedule[i] = at(schedule, i) ^ keyWord(key, i);
  let words: [number, number] = [0, 0];
  for (let i = 0; i < wordCount; i += 2) {
    words = encryptWords(schedule, ...words);
    schedule.set(words, i);
  }
  return schedule;
}

function encryptWords(schedule: Uint32Array, left: number, right: number): [number, number] {
  for (let i = 0; i < rounds; i += 2) {
    left ^= at(schedule, i);
    right ^= mix(schedule, left) ^ at(schedule, i + 1);
    left ^= mix(schedule, right);
  }
  return [(right ^ at(schedule, rounds + 1)) >>> 0, (left ^ at(schedule, rounds)) >>> 0];
}

/** The round function F: four S-boxes, addition and exclusive or in turn. */
function mix(schedule: Uint32Array, word: number): number {
  const box = (n: number, shift: number) => at(schedule, rounds + 2 + n * boxWords + ((word >>> shift) & 0xff));
  return ((((box(0, 24) + box(1, 16)) >>> 0) ^ box(2, 8)) + box(3, 0)) | 0;
}

function keyWord(key: Uint8Array, index: number): number {
  return [0, 1, 2, 3].reduce((word, i) => (word << 8) | (key[(4 * index + i) % key.length] ?? 0), 0);
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

let pi: Uint32Array | undefined;

/** The fraction of pi in words of 32 bits, which is all that Blowfish's tables are. Computed once, in milliseconds. */
function piWords(): Uint32Array {
  if (pi) return pi;
  const spare = 64n; // guards the last bits against the rounding of every division below
  const bits = 32n * BigInt(wordCount) + spare;
  const value = 4n * (4n * arctanOfInverse(5n, bits) - arctanOfInverse(239n, bits)); // Machin 1706
  const hex = (value >> spare).toString(16).slice(1); // without the 3 before the point
  pi = Uint32Array.from({ length: wordCount }, (_, i) => Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16));
  return pi;
}

/** arctan(1/x) times 2^bits, by its power series. */
function arctanOfInverse(x: bigint, bits: bigint): bigint {
  let power = (1n << bits) / x;
  let sum = power;
  for (let n = 3n, sign = -1n; power !== 0n; n += 2n, sign = -sign) {
    power /= x * x;
    sum += (sign * power) / n;
  }
  return sum;
}
