import type { Duplex } from 'node:stream';
import { CR, LF } from '../../../base/bytes';
import { NntpError, type NntpErrorCode } from '../error';
import { Block } from './block';

const heldBytes = 256 * 1024;
const writeBytes = 64 * 1024;

/**
 * Lines and blocks out of a stream, and bytes into it. Asks nobody for the time: whoever waits too long calls `fail`.
 * It stops taking bytes from the stream when 256 KiB are waiting to be read.
 */
export class Wire {
  readonly #stream: Duplex;
  readonly #chunks: Buffer[] = [];
  #held = 0;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #failure: NntpError | undefined;
  #wake: () => void = () => undefined;

  /** Called whenever bytes moved, in or out. */
  onProgress: () => void = () => undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', this.#data).on('end', this.#end).on('close', this.#end).on('error', this.#error).resume();
  }

  readonly #data = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held > heldBytes) this.#stream.pause();
    this.onProgress();
    this.#wake();
  };
  readonly #end = (): void => {
    this.#failure ??= new NntpError('closed');
    this.#wake();
  };
  readonly #error = (cause: Error): void => {
    this.#failure ??= new NntpError('closed', { cause });
    this.#wake();
  };

  /** Ends it: every read and write, now waiting or still to come, throws `error`. */
  fail(error: NntpError): void {
    this.#failure ??= error;
    this.#chunks.length = 0;
    this.#chunk = Buffer.alloc(0);
    this.#at = 0;
    this.#stream.destroy();
    this.#wake();
  }

  /** Takes a line's worth of bytes without waiting. What is put in one turn of the event loop leaves in one packet. */
  put(bytes: Buffer): void {
    if (this.#failure || bytes.length === 0 || !this.#stream.writable) return;
    this.#stream.cork();
    this.#stream.write(bytes);
    process.nextTick(() => {
      this.#stream.uncork();
    });
  }

  /** Writes much, in pieces of 64 KiB, as fast as the peer takes it. */
  async send(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += writeBytes) {
      await this.#write(bytes.subarray(at, at + writeBytes));
      this.onProgress();
    }
  }

  #write(piece: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (cause?: Error | null): void => {
        if (cause) this.#failure ??= new NntpError('closed', { cause });
        if (this.#failure) reject(this.#failure);
        else resolve();
      };
      this.#wake = () => {
        if (this.#failure) settle();
      };
      if (this.#failure) settle();
      else this.#stream.write(piece, settle);
    });
  }

  /** The next line without its CRLF (or lone LF); longer than `limit` bytes, line end included, is an error. */
  async line(limit: number): Promise<Buffer> {
    return (await this.sizedLine(limit, limit)).line;
  }

  /** The same with its size, line end included. Longer than `keep` bytes it is read over, and empty; longer than `most`, an error. */
  async sizedLine(keep: number, most: number): Promise<{ line: Buffer; size: number }> {
    const pieces: Buffer[] = [];
    for (let size = 0; ;) {
      if (this.#at === this.#chunk.length) await this.#more();
      const end = this.#chunk.indexOf(LF, this.#at);
      const piece = this.#chunk.subarray(this.#at, end < 0 ? this.#chunk.length : end + 1);
      size += piece.length;
      if (size > most) throw new NntpError('too-long');
      this.#at += piece.length;
      if (size <= keep) pieces.push(piece);
      else pieces.length = 0;
      const [first, ...others] = pieces;
      if (end >= 0) return { line: trimEnd(first && others.length === 0 ? first : Buffer.concat(pieces)), size };
    }
  }

  /** A multi-line block, unstuffed; see `Block` for the two limits. Throws `larger` where it is not kept. */
  async block(keep: number, most: number, larger?: NntpErrorCode): Promise<Buffer> {
    const block = new Block(keep, most);
    while (!block.done) {
      if (this.#at === this.#chunk.length) await this.#more();
      this.#at = block.feed(this.#chunk, this.#at);
    }
    return block.take(larger);
  }

  /** Whether bytes have come that nobody has read. */
  get pending(): boolean {
    return this.#at < this.#chunk.length || this.#chunks.length > 0;
  }

  /** Lets go of the stream, which then is the caller's, for a TLS handshake. */
  release(): Duplex {
    const stream = this.#stream.pause();
    stream.off('data', this.#data).off('end', this.#end).off('close', this.#end).off('error', this.#error);
    stream.on('error', () => undefined); // an error between two owners must not end the process
    this.#failure ??= new NntpError('ended');
    return stream;
  }

  async #more(): Promise<void> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#held -= chunk.length;
        this.#chunk = chunk;
        this.#at = 0;
        if (this.#held <= heldBytes && this.#stream.isPaused()) this.#stream.resume();
        if (chunk.length > 0) return;
        continue;
      }
      if (this.#failure) throw this.#failure;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

function trimEnd(line: Buffer): Buffer {
  return line.subarray(0, line[line.length - 2] === CR ? -2 : -1);
}
