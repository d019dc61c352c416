import type { Duplex } from 'node:stream';
import type { Clock } from '../../../base/clock';
import { ImapError } from '../errors';
import { limits } from '../limits';
import { Bell, withDeadline } from './bell';

const nothing = Buffer.alloc(0);

/** What is gathered is sent once it is full, and the last piece may be as long as is gathered at all. */
const gatheringBytes = limits.outputBytes + limits.gatheredBytes;

/** What mostly comes behind the bytes of a lone message: its closing parenthesis and the tagged answer. */
const closingBytes = 256;

/**
 * A connection's answers. Text is "wire text", one character a byte; it is gathered and leaves in large pieces. Whoever
 * writes much calls `flow` as it goes, which waits while the client is slower than we are: no answer is ever whole in memory.
 */
export class Output {
  #text = '';
  /** Bytes that go before `#text`: the first `#filled` of the memory they are gathered in. */
  #gathered: Buffer = nothing;
  #filled = 0;
  /** How much of it was last filled: a lone answer does not take the memory of a download. */
  #lastFilled = 0;
  #broken = false;
  #due = false;
  /** As the stream's `writableNeedDrain`, which is asked for each of very many lines. */
  #slow = false;
  readonly #bell = new Bell();
  readonly #break = () => {
    this.#broken = true;
    this.#bell.ring();
  };
  readonly #drain = () => {
    this.#slow = false;
    this.#bell.ring();
  };

  constructor(
    private readonly stream: Duplex,
    private readonly clock: Clock,
  ) {
    stream.on('drain', this.#drain);
    stream.on('close', this.#break);
    stream.on('error', this.#break);
  }

  /** True once nothing can be sent any more. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether what has gathered is worth a packet, or the client is slow: who adds more is to flush first. */
  get isFull(): boolean {
    return this.#slow || this.#filled + this.#text.length >= limits.outputBytes;
  }

  /** Adds wire text. */
  write(text: string): void {
    this.#text += text;
  }

  /** Adds bytes of a message: a small piece is gathered like text, any other is left as it is, and must not change. */
  add(bytes: Buffer): void {
    if (bytes.length <= limits.gatheredBytes) {
      this.#gather(bytes);
      return;
    }
    this.#push();
    if (!this.#broken) this.#send(bytes);
  }

  /** The same, and waits where the client is slow. */
  async send(bytes: Buffer): Promise<void> {
    this.add(bytes);
    if (this.isFull) this.#push();
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
    this.stream.off('drain', this.#drain);
    this.stream.off('close', this.#break);
  }

  readonly #pushDue = (): void => {
    this.#due = false;
    this.#push();
  };

  /** Behind the text so far. All in one piece of memory: a write for each piece, or a long text of them all, costs more than to copy them. */
  #gather(bytes: Buffer): void {
    const end = this.#filled + this.#text.length + bytes.length;
    if (end > this.#gathered.length) {
      if (this.#filled > 0) {
        this.#gatherAnew(bytes);
        return;
      }
      this.#gathered = Buffer.allocUnsafeSlow(
        Math.max(end + closingBytes, Math.min(gatheringBytes, 2 * this.#lastFilled)),
      );
    }
    this.#gatherText();
    bytes.copy(this.#gathered, this.#filled);
    this.#filled = end;
  }

  #gatherText(): void {
    this.#filled += this.#gathered.write(this.#text, this.#filled, 'latin1');
    this.#text = '';
  }

  #gatherAnew(bytes: Buffer): void {
    this.#push();
    this.#gather(bytes);
  }

  #push(): void {
    if (this.#filled > 0 && this.#filled + this.#text.length <= this.#gathered.length) this.#gatherText();
    const before = this.#gathered.subarray(0, this.#filled);
    const text = this.#text;
    this.#text = '';
    this.#lastFilled = this.#filled;
    this.#filled = 0;
    // the stream has not written it yet: the next bytes get memory of their own
    this.#gathered = nothing;
    if (this.#broken) return;
    if (before.length > 0) this.#send(before);
    if (text !== '') this.#send(text);
  }

  #send(piece: Buffer | string): void {
    this.#slow = !this.stream.write(piece, 'latin1');
  }

  async #drained(): Promise<void> {
    if (this.#broken) throw new ImapError('closed', 'The connection has ended.');
    if (!this.#slow) return;
    await withDeadline(this.clock, limits.writeMs, async (signal) => {
      while (this.#slow && !this.#broken) {
        if (signal.aborted) throw new ImapError('timeout', 'The client does not read its answers.');
        await this.#bell.wait(signal);
      }
    });
  }
}
