import type { Duplex } from 'node:stream';
import { CR, LF } from '../../../base/bytes';
import { ImapError } from '../errors';
import { Bell } from './bell';

/** The end of `{size}`. */
const closingBrace = 0x7d;

/** What is kept of a line that is skipped: `~{` and twenty digits, `+}` and CR. */
const lineEndBytes = 25;

/**
 * A connection's bytes, taken when they are wanted: nothing is read ahead of the command in hand but what the socket
 * itself buffers, so a client that sends faster than we answer is held back by TCP.
 */
export class Input {
  #held: Buffer = Buffer.alloc(0);
  #ended = false;
  readonly #bell = new Bell();
  readonly #end = () => {
    this.#ended = true;
    this.#bell.ring();
  };

  constructor(private readonly stream: Duplex) {
    stream.on('readable', this.#bell.ring);
    stream.on('end', this.#end);
    stream.on('close', this.#end);
    stream.on('error', this.#end);
  }

  /** Whether `line` and its like need not wait, or wait in vain. */
  get pending(): boolean {
    return this.#ended || this.#held.length > 0;
  }

  /** Resolves when there is something to read, or the connection has ended, or `signal` is aborted. */
  async ready(signal?: AbortSignal): Promise<void> {
    while (this.#held.length === 0 && !this.#fill() && !this.#ended && !signal?.aborted) await this.#bell.wait(signal);
  }

  /** The next line without its line end (CRLF, or LF alone). 'too-long' past `most` bytes: `skipLine` gets over the rest. */
  async line(most: number, signal?: AbortSignal): Promise<Buffer> {
    let looked = 0;
    for (;;) {
      const end = this.#held.indexOf(LF, looked);
      if (end >= 0 && end <= most) return this.#takeLine(end);
      if (end >= 0 || this.#held.length > most) throw new ImapError('too-long', 'The line is too long.');
      looked = this.#held.length;
      await this.#more(signal);
    }
  }

  /** The same of a line that has come already and announces no literal; undefined for any other, which is left where it is. */
  plainLine(most: number): Buffer | undefined {
    if (this.#held.length === 0) this.#fill();
    const end = this.#held.indexOf(LF);
    if (end < 0 || end > most) return undefined;
    const last = this.#held[end > 0 && this.#held[end - 1] === CR ? end - 2 : end - 1];
    return last === closingBrace ? undefined : this.#takeLine(end);
  }

  /** Of the line that is next, what has come of its first `most` bytes. */
  beginning(most: number): Buffer {
    return this.#held.subarray(0, most);
  }

  /** Reads past the rest of a line and gives its end, where a literal may be announced. 'flood' where it goes on for more than `most` bytes. */
  async skipLine(most: number, signal?: AbortSignal): Promise<Buffer> {
    let last: Buffer = Buffer.alloc(0);
    for (let skipped = 0; skipped <= most;) {
      const end = this.#held.indexOf(LF);
      const piece = end < 0 ? this.#held : this.#held.subarray(0, end);
      last = Buffer.concat([last, piece.subarray(-lineEndBytes)]).subarray(-lineEndBytes);
      this.#held = end < 0 ? Buffer.alloc(0) : this.#held.subarray(end + 1);
      if (end >= 0) return last.at(-1) === CR ? last.subarray(0, -1) : last;
      skipped += piece.length;
      await this.#more(signal);
    }
    throw new ImapError('flood', 'The line does not end.');
  }

  /** Exactly `length` bytes, in memory of their own. */
  async exactly(length: number, signal?: AbortSignal): Promise<Buffer> {
    const out = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      if (this.#held.length === 0) await this.#more(signal);
      const taken = this.#held.copy(out, filled);
      this.#held = this.#held.subarray(taken);
      filled += taken;
    }
    return out;
  }

  /** Reads past `length` bytes. */
  async skip(length: number, signal?: AbortSignal): Promise<void> {
    let left = length;
    while (left > 0) {
      if (this.#held.length === 0) await this.#more(signal);
      const taken = Math.min(left, this.#held.length);
      this.#held = this.#held.subarray(taken);
      left -= taken;
    }
  }

  /** Lets go of the stream, for TLS to take over, and forgets what was read ahead: it came in the clear (RFC 9051 §11.1). */
  release(): void {
    this.stream.off('readable', this.#bell.ring);
    this.stream.off('end', this.#end);
    this.stream.off('close', this.#end);
    this.#held = Buffer.alloc(0);
  }

  /** Lets go of the stream, for COMPRESS to take over, with what was read ahead put back. */
  giveBack(): void {
    const held = this.#held;
    this.release();
    if (held.length > 0 && !this.stream.readableEnded) this.stream.unshift(held);
  }

  #takeLine(end: number): Buffer {
    const line = this.#held.subarray(0, end > 0 && this.#held[end - 1] === CR ? end - 1 : end);
    this.#held = this.#held.subarray(end + 1);
    return line;
  }

  async #more(signal?: AbortSignal): Promise<void> {
    while (!this.#fill()) {
      if (signal?.aborted) throw new ImapError('timeout', 'Nothing came in time.');
      if (this.#ended) throw new ImapError('closed', 'The connection has ended.');
      await this.#bell.wait(signal);
    }
  }

  /** Takes what the stream has; false when it had nothing. */
  #fill(): boolean {
    const chunk: unknown = this.stream.read();
    if (!Buffer.isBuffer(chunk)) return false;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return true;
  }
}
