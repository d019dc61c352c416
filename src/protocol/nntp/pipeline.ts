import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock';
import { NntpError } from './error';
import type { Limits } from './limits';
import { startWatchdog } from './watchdog';
import type { Command } from './wire/commandLine';
import { type Answers, readAnswer } from './wire/reply';
import { Wire } from './wire/wire';

/** Sends a command and reads its answer; throws NntpError naming the command. */
export type Ask = <T>(command: Command, answers: Answers<T>) => Promise<T>;

/**
 * Commands go out as they are asked, at most `limits.depth` unanswered; replies are read one after the other in the same
 * order (RFC 3977 §3.5), whether or not their askers look. After an error that loses the connection everything asked fails with it.
 */
export class Pipeline {
  #wire: Wire;
  /** The reading of the last reply asked for so far. */
  #last: Promise<unknown> = Promise.resolve();
  /** Open but while one command has the line to itself. */
  #gate: Promise<unknown> = Promise.resolve();
  #lost: NntpError | undefined;
  #unanswered = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    stream: Duplex,
    private readonly clock: Clock,
    readonly limits: Limits,
  ) {
    this.#wire = new Wire(stream);
  }

  readonly ask: Ask = async (command, answers) => {
    await this.#gate;
    return this.#askNow(command, answers);
  };

  /**
   * Runs `task` when everything asked before is answered, and lets nothing else go out before it ends: for what RFC 3977 and
   * its extensions forbid to pipeline (MODE READER, POST, IHAVE, AUTHINFO, STARTTLS). `ask` inside is for `task` only.
   */
  async alone<T>(task: (ask: Ask) => Promise<T>): Promise<T> {
    const before = this.#gate;
    let open: () => void = () => undefined;
    this.#gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    try {
      await before;
      while (this.#unanswered > 0) await this.#last;
      return await task(this.#askNow);
    } finally {
      open();
    }
  }

  /** The server's first words, before any command. */
  greeting<T>(answers: Answers<T>): Promise<T> {
    return this.#askNow({ bytes: Buffer.alloc(0), shown: 'greeting', secret: false }, answers);
  }

  /** Inside `alone` only: takes the stream away, and goes on with what `upgrade` makes of it. */
  async upgrade(upgrade: (stream: Duplex) => Promise<Duplex>): Promise<void> {
    const injected = this.#wire.pending;
    const stream = this.#wire.release();
    const { idleMs } = this.limits;
    const watchdog = startWatchdog(this.clock, idleMs, idleMs, () => stream.destroy(new NntpError('timeout')));
    try {
      // RFC 4642 §2.2.2: what came in the clear must not be taken for what the server says under TLS.
      if (injected) throw new NntpError('unexpected-reply');
      this.#wire = new Wire(await upgrade(stream));
    } catch (cause) {
      stream.destroy();
      throw this.#lose(new NntpError('tls-failed', { command: 'STARTTLS', cause }));
    } finally {
      watchdog.stop();
    }
  }

  /** Ends the connection; what is still unanswered fails with NntpError 'ended'. */
  close(): void {
    this.#lose(new NntpError('ended'));
  }

  readonly #askNow: Ask = async (command, answers) => {
    this.#unanswered++;
    try {
      if (this.#unanswered > this.limits.depth) await new Promise<void>((go) => this.#waiting.push(go));
      this.#wire.put(command.bytes);
      const answer = this.#last.then(() => this.#read(command, answers));
      this.#last = answer.catch(() => undefined);
      return await answer;
    } finally {
      this.#unanswered--;
      this.#waiting.shift()?.();
    }
  };

  async #read<T>(command: Command, answers: Answers<T>): Promise<T> {
    const wire = this.#wire;
    const watchdog = startWatchdog(this.clock, this.limits.idleMs, this.limits.replyMs, () => {
      wire.fail(new NntpError('timeout'));
    });
    wire.onProgress = watchdog.touch;
    try {
      if (this.#lost) throw this.#lost;
      return await readAnswer({ wire, limits: this.limits, command }, answers);
    } catch (error) {
      throw this.#named(error, command);
    } finally {
      watchdog.stop();
    }
  }

  /** The error with the command it befell. Anything but the engine's own errors is a reader that failed halfway. */
  #named(error: unknown, command: Command): NntpError {
    const known = error instanceof NntpError ? error : new NntpError('nonsense', { cause: error });
    const named = known.during(command);
    if (named.lost) this.#lose(named);
    return named;
  }

  #lose(error: NntpError): NntpError {
    this.#lost ??= error;
    this.#wire.fail(this.#lost);
    return error;
  }
}
