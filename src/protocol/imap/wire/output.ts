import type { Duplex } from 'node:stream';
import { latin1 } from '../../../base/bytes';
import type { Clock } from '../../../base/clock';
import { ImapError } from '../errors';
import { limits } from '../limits';
import { Bell, withDeadline } from './bell';

/**
 * A connection's answers. Text is "wire text", one character a byte; it is gathered and leaves in large pieces. Whoever
 * writes much calls `flow` as it goes, which waits while the client is slower than we are: no answer is ever whole in memory.
 */
export class Output {
  #text = '';
  #broken = false;
  #due = false;
  readonly #bell = new Bell();
  readonly #break = () => {
    this.#broken = true;
    this.#bell.ring();
  };

  constructor(
    private readonly stream: Duplex,
    private readonly clock: Clock,
  ) {
    stream.on('drain', this.#bell.ring);
    stream.on('close', this.#break);
    stream.on('error', this.#break);
  }

  /** True once nothing can be sent any more. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether what has gathered is worth a packet: who adds more is to flush first. */
  get isFull(): boolean {
    return this.#text.length >= limits.outputBytes;
  }

  /** Adds wire text. */
  write(text: string): void {
    this.#text += text;
  }

  /** Sends a piece of a message, after all text before it, and waits where the client is slow. A small one is gathered like text. */
  async send(bytes: Buffer): Promise<void> {
    if (bytes.length <= limits.gatheredBytes) {
      this.#text += bytes.toString('latin1');
      return this.flow();
    }
    this.#push();
    if (!this.#broken) this.stream.write(bytes);
    await this.#drained();
  }

  /** Sends what has gathered, if it is worth a packet, and waits where the client is slow. */
  async flow(): Promise<void> {
    if (this.isFull) await this.flush();
  }

  /** Sends what has gathered as soon as nothing else is to do: the answers to pipelined commands leave together. Waits as `flush` does. */
  async soon(): Promise<void> {
    if (this.isFull) return this.flush();
    if (!this.#due) setImmediate(this.#pushDue);
    this.#due = true;
    await this.#drained();
  }

  /** Sends all that has gathered, and waits where the client is slow. */
  async flush(): Promise<void> {
    this.#push();
    await this.#drained();
  }

  /** Sends all that has gathered and resolves when the system has taken it. */
  async settled(): Promise<void> {
    this.#push();
    if (this.#broken) return;
    let taken = false;
    this.stream.write('', () => {
      taken = true;
      this.#bell.ring();
    });
    await withDeadline(this.clock, limits.writeMs, async (signal) => {
      while (!taken && !this.#broken && !signal.aborted) await this.#bell.wait(signal);
    });
  }

  /** Lets go of the stream, for TLS to take over. */
  release(): void {
    this.stream.off('drain', this.#bell.ring);
    this.stream.off('close', this.#break);
  }

  readonly #pushDue = (): void => {
    this.#due = false;
    this.#push();
  };

  #push(): void {
    if (this.#text !== '' && !this.#broken) this.stream.write(latin1(this.#text));
    this.#text = '';
  }

  async #drained(): Promise<void> {
    if (this.#broken) throw new ImapError('closed', 'The connection has ended.');
    if (!this.stream.writableNeedDrain) return;
    await withDeadline(this.clock, limits.writeMs, async (signal) => {
      while (this.stream.writableNeedDrain && !this.#broken) {
        if (signal.aborted) throw new ImapError('timeout', 'The client does not read its answers.');
        await this.#bell.wait();
      }
    });
  }
}
