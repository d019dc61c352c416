// SHA-256 (FIPS 180-4) of short messages that begin with an iv, and one word of the digest only: a subject is tested against
// many passphrases, nearly always in vain. A call of Node's costs several times what it computes for so little.

const blockBytes = 64;
const ivBytes = 8;
/** Behind the message come a 1 bit and the message's length in 8 bytes (§5.1.1). */
const mostBytes = blockBytes - 9;
/** The digest's fourth word is settled three rounds before the last: those only move it to its place. */
const rounds = 61;

const primes = [2];
for (let n = 3; primes.length < rounds; n += 2) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
/** §4.2.2: 32 bits of the fractions of their cube roots. The array takes numbers modulo 2^32. */
const constants = Int32Array.from(primes, (prime) => Math.cbrt(prime) * 2 ** 32);
/** §5.3.3: the fourth of the eight words that the hash starts with. */
const start = 0xa54ff53a | 0;

/** Used anew by every call: it is faster than one for each passphrase. */
const schedule = new Int32Array(rounds);

/** The 16 words of the block of iv ‖ `rest`, those of the iv empty; undefined where that is longer than one block. */
export function openBlock(rest: Uint8Array): Int32Array | undefined {
  const length = ivBytes + rest.length;
  if (length > mostBytes) return undefined;
  const block = Buffer.alloc(blockBytes);
  block.set(rest, ivBytes);
  block[length] = 0x80;
  block.writeUInt32BE(8 * length, blockBytes - 4);
  return Int32Array.from({ length: 16 }, (_, i) => block.readInt32BE(4 * i));
}

/** The fourth word of the digest of such a block with this iv (§6.2.2). All words are signed. */
export function fourthWord(block: Int32Array, iv0: number, iv1: number): number {
  schedule[0] = iv0;
  schedule[1] = iv1;
  for (let t = 2; t < 16; t++) schedule[t] = at(block, t);
  for (let t = 16; t < rounds; t++)
    schedule[t] =
      at(schedule, t - 16) + sigma0(at(schedule, t - 15)) + at(schedule, t - 7) + sigma1(at(schedule, t - 2));
  let a = 0x6a09e667;
  let b = 0xbb67ae85 | 0;
  let c = 0x3c6ef372;
  let d = start;
  let e = 0x510e527f;
  let f = 0x9b05688c | 0;
  let g = 0x1f83d9ab;
  let h = 0x5be0cd19;
  let bc = b ^ c;
  for (let t = 0; t < rounds; t++) {
    const t1 = (h + at(constants, t) + at(schedule, t) + sum1(e) + (g ^ (e & (f ^ g)))) | 0;
    const ab = a ^ b;
    // the majority of a, b and c: what was a and b a round ago is b and c now
    const t2 = (sum0(a) + (b ^ (ab & bc))) | 0;
    bc = ab;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (a + start) | 0;
}

// The functions of §4.1.2.
const sigma0 = (x: number): number => turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
const sigma1 = (x: number): number => turn(x, 17) ^ turn(x, 19) ^ (x >>> 10);
const sum0 = (x: number): number => turn(turn(turn(x, 9) ^ x, 11) ^ x, 2); // by 2, 13 and 22
const sum1 = (x: number): number => turn(turn(turn(x, 14) ^ x, 5) ^ x, 6); // by 6, 11 and 25
const turn = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));
const at = (words: Int32Array, index: number): number => words[index] ?? 0;
