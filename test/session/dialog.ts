import { createInterface } from 'node:readline';
import type { Duplex, Readable, Writable } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import type { Script, Step } from './script';

/** What a protocol has to say about its dialogs. */
export interface Stage {
  /** A connection of that name, its greeting and login behind it (or not: that is the stage's affair). */
  connect(who: string): Promise<Line>;
  /** A line that begins with "!". */
  order(words: readonly string[]): Promise<void>;
  /** Whether what is sent begins a command, rather than going on with one; if so, the tag it will be answered under. */
  tagOf(text: string): string | undefined;
  /** Whether a line ends the answer to the command with that tag. */
  isFinal(line: string, tag: string): boolean;
  /** Whether that line says that all is well. */
  isOk(line: string): boolean;
}

/** How IMAP says these things. */
export const imapWords: Pick<Stage, 'tagOf' | 'isFinal' | 'isOk'> = {
  tagOf: (text) => /^(\d+) [A-Z]/.exec(text)?.[1],
  isFinal: (line, tag) => line.startsWith(`${tag} `) || line.startsWith('* BAD'),
  isOk: (line) => line.split(' ')[1] === 'OK',
};

/** For a script that waits for what never comes: nothing depends on it otherwise. */
const patienceMs = 5000;

/** The client's end of one connection. */
export class Line {
  readonly #lines: string[] = [];
  #over = false;
  #wake: () => void = () => undefined;
  #out: Writable;
  #stopReading: () => void;
  tag = '';
  /** Whether the last command still has to be answered. */
  open = false;

  constructor(readonly stream: Duplex) {
    this.#out = stream;
    this.#stopReading = this.#read(stream);
    stream.on('error', () => undefined);
  }

  send(text: string): void {
    this.#out.write(`${text}\r\n`);
  }

  /** Deflates both directions from here on (RFC 4978). */
  deflate(): void {
    this.#stopReading();
    const out = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    out.pipe(this.stream);
    this.#out = out;
    this.#stopReading = this.#read(this.stream.pipe(createInflateRaw()));
  }

  #read(input: Readable): () => void {
    const reader = createInterface({ input, crlfDelay: 0 });
    reader.on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    reader.on('close', () => {
      this.#over = true;
      this.#wake();
    });
    return () => {
      reader.removeAllListeners('close');
      reader.close();
      input.removeAllListeners('data');
    };
  }

  /** The next line; '(closed)' when the other side has hung up. */
  async next(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#over) return '(closed)';
      await new Promise<void>((resolve, reject) => {
        const guard = setTimeout(reject, patienceMs, new Error('nothing more comes'));
        this.#wake = () => {
          clearTimeout(guard);
          resolve();
        };
      });
    }
  }
}

/** Plays a script; throws at the first line that differs, with its number. */
export async function play(script: Script, stage: Stage): Promise<void> {
  const lines = new Map<string, Line>();
  const lineOf = async (who: string) => {
    const known = lines.get(who) ?? (await stage.connect(who));
    lines.set(who, known);
    return known;
  };
  try {
    for (const step of script.steps) {
      await playStep(step, stage, lineOf, lines).catch((error: unknown) => {
        throw new Error(`line ${step.line}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      });
    }
    for (const line of lines.values()) if (line.open) await finish(line, stage);
  } finally {
    for (const line of lines.values()) line.stream.destroy();
  }
}

async function playStep(
  step: Step,
  stage: Stage,
  lineOf: (who: string) => Promise<Line>,
  lines: ReadonlyMap<string, Line>,
): Promise<void> {
  if (step.kind === 'order') return stage.order(step.words);
  const line = await lineOf(step.who);
  // One speaks after another: what somebody else began is finished first.
  if (step.kind === 'send')
    for (const other of lines.values()) if (other !== line && other.open) await finish(other, stage);
  if (step.kind === 'send') {
    line.open = true;
    line.tag = stage.tagOf(step.text) ?? line.tag;
    line.send(step.text);
  } else if (step.kind === 'done') {
    const last = await finish(line, stage);
    if (!stage.isOk(last)) throw new Error(`not well: ${last}`);
  } else await expectLine(step.text, line, stage);
}

async function expectLine(wanted: string, line: Line, stage: Stage): Promise<void> {
  const came = await line.next();
  if (stage.isFinal(came, line.tag) || came.startsWith('+')) line.open = false;
  if (!matches(wanted, came)) throw new Error(`expected\n  ${wanted}\nand not\n  ${came}`);
}

function matches(wanted: string, came: string): boolean {
  if (wanted.startsWith('/') && wanted.endsWith('/')) return new RegExp(`^(?:${wanted.slice(1, -1)})$`).test(came);
  return came === wanted || (!wanted.startsWith('*') && came.startsWith(`${wanted} `));
}

async function finish(line: Line, stage: Stage): Promise<string> {
  for (;;) {
    const came = await line.next();
    if (stage.isFinal(came, line.tag) || came === '(closed)') {
      line.open = false;
      return came;
    }
  }
}
