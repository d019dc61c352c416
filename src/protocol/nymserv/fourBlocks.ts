// SHA-256 (FIPS 180-4) of short messages that begin with an iv, four messages at once, and one word of each digest only: a subject is tested
// against many passphrases, nearly always in vain. A call of Node's costs several times what it computes for so little; WebAssembly has
// instructions that do the same to four words.
import { assemble, get, lanes, loop, returnIf, set, tee, word } from './assemble';
import type { Code } from './assemble';

const blockBytes = 64;
const ivBytes = 8;
/** Behind the message come a 1 bit and the message's length in 8 bytes (§5.1.1). */
const mostBytes = blockBytes - 9;
/** The digest's fourth word is settled three rounds before the last: those only move it to its place. */
const rounds = 61;
/** A turn of the loop of rounds: after eight each of the eight words is in its place again. */
const roundsATurn = 8;

const primes = [2];
for (let n = 3; primes.length < rounds; n += 2) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
/** §4.2.2 and §5.3.3: 32 bits of the fractions of their roots. These arrays take numbers modulo 2^32. */
const constants = Int32Array.from(primes, (prime) => Math.cbrt(prime) * 2 ** 32);
const start = Int32Array.from(primes.slice(0, 8), (prime) => Math.sqrt(prime) * 2 ** 32);

// Where things are in the memory, in bytes; all of them four lanes wide, of 4 bytes each.
const wide = 16;
const scheduleAt = 0;
const constantsAt = scheduleAt + rounds * wide;
/** Four blocks, word by word. */
const groupBytes = 16 * wide;
const blocksAt = Math.ceil((constantsAt + rounds * wide) / groupBytes) * groupBytes;
const pageBytes = 65_536;

// The routine's parameters and locals: three words of the subject, the group to begin with, the end of the groups; a place in the schedule;
// the eight working variables and one more; which lanes are equal.
const [iv0, iv1, fourth, group, groupsEnd, place, equal] = [0, 1, 2, 3, 4, 5, 15] as const;
const [a, b, c, d, e, f, g, h, spare] = [6, 7, 8, 9, 10, 11, 12, 13, 14] as const;
type Working = readonly [number, number, number, number, number, number, number, number];

/** Finds the first block, in a group from `group` on, whose digest has `fourth` as its fourth word; -1, or its group and its lanes as bits. */
const bytes = assemble({
  parameters: 5,
  locals: [
    [1, 'i32'],
    [9, 'v128'],
    [1, 'i32'],
  ],
  code: [
    ...putSchedule(0, [...get(iv0), ...lanes.splat]),
    ...putSchedule(1, [...get(iv1), ...lanes.splat]),
    ...loop(
      Array.from({ length: 14 }, (_, t) => putSchedule(t + 2, [...get(group), ...lanes.load((t + 2) * wide)])).flat(),
      ...[schedule(), compress()],
      ...[get(fourth), lanes.splat, lanes.equal, lanes.bitmask, tee(equal)],
      returnIf(get(group), get(equal), word.add),
      ...[get(group), word.constant(groupBytes), word.add, tee(group), get(groupsEnd), word.less],
    ),
    ...word.constant(-1),
  ],
});

function putSchedule(t: number, value: Code): Code {
  return [...word.constant(scheduleAt), ...value, ...lanes.store(t * wide)];
}

/** §6.2.2, step 1: the words from the 17th on. */
function schedule(): Code {
  const at = (t: number): Code => [...get(place), ...lanes.load(scheduleAt + t * wide)];
  return [
    ...[...word.constant(0), ...set(place)],
    ...loop(
      get(place),
      ...[at(0), at(1), set(spare), turn(spare, 7), turn(spare, 18), lanes.xor, shift(spare, 3), lanes.xor, lanes.add],
      ...[at(9), lanes.add],
      ...[at(14), set(spare), turn(spare, 17), turn(spare, 19), lanes.xor, shift(spare, 10), lanes.xor, lanes.add],
      lanes.store(scheduleAt + 16 * wide),
      on(wide, (rounds - 16) * wide),
    ),
  ];
}

/** §6.2.2, steps 2 to 4, as far as the fourth word needs them; it is left on the stack. */
function compress(): Code {
  const inOrder: Working = [a, b, c, d, e, f, g, h];
  const turns = Math.floor(rounds / roundsATurn);
  return [
    ...inOrder.flatMap((variable, i) => [...word.constant(start[i] ?? 0), ...lanes.splat, ...set(variable)]),
    ...[...word.constant(0), ...set(place)],
    ...loop(someRounds(inOrder, roundsATurn), on(roundsATurn * wide, turns * roundsATurn * wide)),
    ...someRounds(inOrder, rounds % roundsATurn),
    ...get(inOrder.at(-(rounds % roundsATurn)) ?? a),
    ...[...word.constant(start[3] ?? 0), ...lanes.splat, ...lanes.add],
  ];
}

/** Instead of moving eight values on, each round takes them by other names. */
function someRounds(variables: Working, count: number): Code {
  return Array.from({ length: count }, (_, t) => {
    const from = variables.length - t;
    return round([...variables.slice(from), ...variables.slice(0, from)] as unknown as Working, t);
  }).flat();
}

function round([a, b, c, d, e, f, g, h]: Working, t: number): Code {
  const choice = [get(g), get(e), get(f), get(g), lanes.xor, lanes.and, lanes.xor];
  const majority = [get(b), get(a), get(b), lanes.xor, get(b), get(c), lanes.xor, lanes.and, lanes.xor];
  const sum = (x: number, [i, j, k]: readonly [number, number, number]) =>
    [turn(x, i), turn(x, j), lanes.xor, turn(x, k), lanes.xor].flat();
  return [
    get(h),
    ...[get(place), lanes.load(constantsAt + t * wide), lanes.add],
    ...[get(place), lanes.load(scheduleAt + t * wide), lanes.add],
    ...[sum(e, [6, 11, 25]), lanes.add, ...choice, lanes.add, set(spare)],
    ...[get(d), get(spare), lanes.add, set(d)],
    ...[get(spare), sum(a, [2, 13, 22]), lanes.add, ...majority, lanes.add, set(h)],
  ].flat();
}

/** §3.2: four words of a local turned right, by shifts: there is no instruction for it. */
function turn(local: number, bits: number): Code {
  return [...shift(local, bits), ...get(local), ...word.constant(32 - bits), ...lanes.shiftLeft, ...lanes.or];
}

function shift(local: number, bits: number): Code {
  return [...get(local), ...word.constant(bits), ...lanes.shiftRight];
}

/** Goes so many bytes on in the schedule, and leaves whether that is before the end. */
function on(step: number, until: number): Code {
  return [...get(place), ...word.constant(step), ...word.add, ...tee(place), ...word.constant(until), ...word.less];
}

/** Whether the machine has such instructions: all that have Node 20 do but very old ones. */
export const hasFourBlocks = WebAssembly.validate(bytes);
let compiled: object | undefined;

/** Whether `rest` and an iv fit into one block. */
export function fitsBlock(rest: Uint8Array): boolean {
  return ivBytes + rest.length <= mostBytes;
}

/**
 * Makes the test of an iv against messages iv ‖ `rest`, of which each fits a block. It gives, by rising index, those whose digest has this fourth
 * word: of others one in four thousand million. All words are signed.
 */
export function openFourBlocks(
  rests: readonly Uint8Array[],
): (iv0: number, iv1: number, fourth: number) => readonly number[] {
  if (rests.length === 0) return () => none;
  const groupsEndAt = blocksAt + Math.ceil(rests.length / 4) * groupBytes;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(groupsEndAt / pageBytes) });
  compiled ??= new WebAssembly.Module(bytes);
  const { run } = new WebAssembly.Instance(compiled, { around: { memory } }).exports;
  fill(new Int32Array(memory.buffer), rests);
  return (...subject) => {
    let found: readonly number[] = none;
    for (let from = blocksAt; from < groupsEndAt; from += groupBytes) {
      const hit = run(...subject, from, groupsEndAt);
      if (hit < 0) break;
      from = hit - (hit % groupBytes);
      found = [...found, ...lanesIn(hit % groupBytes).map((lane) => ((from - blocksAt) / groupBytes) * 4 + lane)];
    }
    return found === none ? none : found.filter((index) => index < rests.length);
  };
}

const none: readonly number[] = [];

function lanesIn(bits: number): number[] {
  return [0, 1, 2, 3].filter((lane) => (bits >> lane) & 1);
}

function fill(memory: Int32Array, rests: readonly Uint8Array[]): void {
  constants.forEach((constant, t) =>
    memory.fill(constant, (constantsAt + t * wide) / 4, (constantsAt + (t + 1) * wide) / 4),
  );
  rests.forEach((rest, index) => {
    const at = (blocksAt + Math.floor(index / 4) * groupBytes) / 4 + (index % 4);
    blockOf(rest).forEach((value, t) => {
      memory[at + 4 * t] = value;
    });
  });
}

/** The 16 words of the block of iv ‖ `rest`, those of the iv empty (§5.1.1). */
function blockOf(rest: Uint8Array): Int32Array {
  const block = Buffer.alloc(blockBytes);
  block.set(rest, ivBytes);
  block[ivBytes + rest.length] = 0x80;
  block.writeUInt32BE(8 * (ivBytes + rest.length), blockBytes - 4);
  return Int32Array.from({ length: 16 }, (_, t) => block.readInt32BE(4 * t));
}
