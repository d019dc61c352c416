// The few instructions of WebAssembly that fourBlocks is written in, each as its bytes (WebAssembly Core Specification 2.0 §5), and a module
// around one function.

/** Instructions one after the other: what one leaves on the stack the next ones take. */
export type Code = readonly number[];

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

/** On a v128 as four words of 32 bits, unless the name says otherwise (§5.4.8). Loads and stores go to a number on the stack and so many bytes on. */
export const lanes = {
  load: (offset: number): Code => [...vector(0), 4, ...unsigned(offset)],
  store: (offset: number): Code => [...vector(11), 4, ...unsigned(offset)],
  /** The same word four times. */
  splat: vector(17),
  equal: vector(55),
  and: vector(78),
  or: vector(80),
  xor: vector(81),
  /** One bit a lane: of the first the lowest. */
  bitmask: vector(164),
  shiftLeft: vector(171),
  shiftRight: vector(173),
  add: vector(174),
} as const;

/** On numbers of 32 bits, and what steers (§5.4.1). */
export const word = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: [0x6a],
  less: [0x49],
} as const;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** Sets, and leaves the value. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)];

/** Repeats `body` as long as it leaves a number that is not 0. */
export const loop = (...body: readonly Code[]): Code => [0x03, empty, ...body.flat(), 0x0d, 0, end];
/** Where the number on the stack is not 0, ends the function with what `value` leaves. */
export const returnIf = (...value: readonly Code[]): Code => [0x04, empty, ...value.flat(), 0x0f, end];

const empty = 0x40;
const end = 0x0b;
const types = { i32: 0x7f, v128: 0x7b } as const;

/** A function of so many numbers that gives one; its locals come after them in this order. */
export interface Routine {
  readonly parameters: number;
  readonly locals: readonly (readonly [count: number, type: keyof typeof types])[];
  readonly code: Code;
}

/** A module (§5.5) that imports the memory `memory` of `around` and exports the function as `run`. */
export function assemble({ parameters, locals, code }: Routine): Uint8Array {
  const declared = locals.flatMap(([count, type]) => [...unsigned(count), types[type]]);
  const body = [...unsigned(locals.length), ...declared, ...code, end];
  const signature = [0x60, parameters, ...Array<number>(parameters).fill(types.i32), 1, types.i32];
  return Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, signature),
    ...section(2, [...name('around'), ...name('memory'), 2, 0, 1]),
    ...section(3, [0]),
    ...section(7, [...name('run'), 0, 0]),
    ...section(10, [...unsigned(body.length), ...body]),
  ]);
}

/** A section of one entry. */
function section(id: number, entry: readonly number[]): number[] {
  return [id, ...unsigned(entry.length + 1), 1, ...entry];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}

/** LEB128 (§5.2.2). */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const isLast = rest === (value & 0x40 ? -1 : 0);
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}
