import { CR, LF } from '../../../base/bytes';
import { NntpError, type NntpErrorCode } from '../error';

const DOT = 0x2e;
const dottedLine = Buffer.from('\r\n.');
const loneCr = Buffer.from('\r');
const manyPieces = 1024;

type State = 'text' | 'cr' | 'line-start' | 'dot' | 'dot-cr' | 'done';

/**
 * Collects one multi-line block (RFC 3977 §3.1.1) out of the chunks of a stream, undoing the dot-stuffing. Only CRLF ends
 * a line here, so that a lone LF in an article cannot end it early. Pieces are views of the chunks; the one copy is made by `take`.
 */
export class Block {
  #state: State = 'line-start';
  #pieces: Buffer[] = [];
  #joined: Buffer[] = [];
  #size = 0;

  /** `keep`: a larger block is read to its end, but not kept. `most`: a larger one is not even read. Both in bytes. */
  constructor(
    private readonly keep: number,
    private readonly most: number,
  ) {}

  get done(): boolean {
    return this.#state === 'done';
  }

  /** Reads on in `chunk` from `at`; gives the offset behind what was read, which is the chunk's end unless `done`. */
  feed(chunk: Buffer, at: number): number {
    let start = at;
    let i = at;
    while (i < chunk.length && !this.done) {
      const next = this.#step(chunk, i);
      if (next.drop) {
        this.#add(chunk, start, i);
        start = next.at;
      }
      i = next.at;
    }
    this.#add(chunk, start, i);
    return i;
  }

  /** The bytes between the status line and the final dot, CRLF as on the wire. Throws `larger` where they were not kept. */
  take(larger: NntpErrorCode = 'too-large'): Buffer {
    if (this.#size > this.keep) throw new NntpError(larger);
    return Buffer.concat([...this.#joined, ...this.#pieces]);
  }

  /** One step of the state machine: the next offset, and whether the bytes stepped over are the framing's own. */
  #step(chunk: Buffer, i: number): { at: number; drop: boolean } {
    const byte = chunk[i];
    switch (this.#state) {
      case 'line-start':
        this.#state = byte === DOT ? 'dot' : byte === CR ? 'cr' : 'text';
        return { at: i + 1, drop: byte === DOT };
      case 'dot':
        this.#state = byte === CR ? 'dot-cr' : 'text';
        return { at: i + 1, drop: byte === CR };
      case 'dot-cr':
        if (byte === LF) {
          this.#state = 'done';
          return { at: i + 1, drop: true };
        }
        this.#state = 'cr'; // it was a line of text that begins with a stuffed dot and a CR
        this.#add(loneCr, 0, 1);
        return { at: i, drop: false };
      case 'cr':
        this.#state = byte === LF ? 'line-start' : byte === CR ? 'cr' : 'text';
        return { at: i + 1, drop: false };
      case 'text':
      case 'done':
        return { at: this.#skipText(chunk, i), drop: false };
    }
  }

  /** From within a line to the next line that begins with a dot, or to the chunk's end: one native search. */
  #skipText(chunk: Buffer, i: number): number {
    const found = chunk.indexOf(dottedLine, i);
    if (found >= 0) {
      this.#state = 'line-start';
      return found + 2;
    }
    const last = chunk[chunk.length - 1];
    const endsLine = last === LF && chunk.length - 2 >= i && chunk[chunk.length - 2] === CR;
    this.#state = endsLine ? 'line-start' : last === CR ? 'cr' : 'text';
    return chunk.length;
  }

  #add(chunk: Buffer, start: number, end: number): void {
    if (start >= end) return;
    this.#size += end - start;
    if (this.#size > this.most) throw new NntpError('flood');
    if (this.#size > this.keep) this.#pieces = this.#joined = [];
    else this.#pieces.push(chunk.subarray(start, end));
    // A block of nothing but dots would else be held in a hundred times its size of views.
    if (this.#pieces.length >= manyPieces) {
      this.#joined.push(Buffer.concat(this.#pieces));
      this.#pieces = [];
    }
  }
}

/**
 * A block ready for the wire (RFC 3977 §3.1.1): a dot put before each line that begins with one, the final dot behind.
 * `source` has CRLF line ends; a last line without one gets it.
 */
export function stuffDots(source: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  if (source[0] === DOT) pieces.push(Buffer.from('.'));
  for (let found = source.indexOf(dottedLine); found >= 0; found = source.indexOf(dottedLine, start)) {
    pieces.push(source.subarray(start, found + 3), Buffer.from('.'));
    start = found + 3;
  }
  pieces.push(source.subarray(start));
  const ended = source.length === 0 || source.subarray(-2).equals(Buffer.from('\r\n'));
  pieces.push(Buffer.from(ended ? '.\r\n' : '\r\n.\r\n'));
  return Buffer.concat(pieces);
}
