import { latin1 } from '../../../base/bytes';
import { ImapError } from '../errors';
import type { Limits } from '../limits';
import type { Input } from './input';

/** A literal as it came: `binary` for a literal8 (RFC 9051 §4.3). */
export interface Literal {
  readonly bytes: Buffer;
  readonly binary: boolean;
}

/** A stretch of a command's text, one character a byte, and the literal that ends it; the last has none. */
export interface Piece {
  readonly text: string;
  readonly literal?: Literal;
}

/** A command whole, but not yet read. */
export interface RawCommand {
  readonly pieces: readonly Piece[];
}

/** `{size}`, `{size+}` (RFC 7888 §3) or `~{size}` at the end of a line. */
export interface Announced {
  readonly size: number;
  readonly asks: boolean;
  readonly binary: boolean;
  /** The line before it. */
  readonly text: string;
}

/** What the reader needs of the connection. */
export interface Wire {
  readonly input: Input;
  /** Sends a continuation request at once (RFC 9051 §7.6). */
  proceed(): Promise<void>;
  readonly limits: Limits;
  /** The most bytes a literal may have, given the line it was announced on first. */
  literalLimit(firstLine: string): number;
  /** The most bytes of a command behind its first line, likewise. */
  commandLimit(firstLine: string): number;
}

/**
 * Reads one command with its literals. 'too-big' before a byte of a literal over the limit has been asked for; what
 * the client sent without asking is read past, so that the next command is found. 'flood' for what is not worth that.
 */
export async function readRawCommand(wire: Wire, signal: AbortSignal): Promise<RawCommand> {
  const pieces: Piece[] = [];
  let total = 0;
  for (;;) {
    const line = await readLine(wire, pieces[0], signal);
    const announced = readAnnounced(line);
    total += (pieces.length > 0 ? line.length : 0) + (announced?.size ?? 0);
    const firstLine = pieces[0]?.text ?? line;
    const refusal = refusalOf(wire, { firstLine, announced, total, literals: pieces.length });
    if (refusal !== undefined) {
      if (announced) await skipCommand(wire, announced, signal);
      throw new RefusedUnread('too-big', firstLine, refusal);
    }
    if (!announced) return { pieces: [...pieces, { text: line }] };
    if (announced.asks) await wire.proceed();
    const bytes = await wire.input.exactly(announced.size, signal);
    pieces.push({ text: announced.text, literal: { bytes, binary: announced.binary } });
  }
}

/** What a command has come to with the line in hand, the literal that it announces included. */
interface Extent {
  readonly firstLine: string;
  readonly announced: Announced | undefined;
  readonly total: number;
  /** Those before. */
  readonly literals: number;
}

function refusalOf(wire: Wire, { firstLine, announced, total, literals }: Extent): string | undefined {
  const { limits } = wire;
  const commandBytes = wire.commandLimit(firstLine);
  const most = Math.min(wire.literalLimit(firstLine), commandBytes);
  if (announced && announced.size > most) return `A literal may have ${most} bytes here, not ${announced.size}.`;
  if (total > commandBytes) return `A command may have ${commandBytes} bytes behind its first line.`;
  if (announced && literals >= limits.commandLiterals) return `A command may have ${limits.commandLiterals} literals.`;
  return undefined;
}

async function readLine(wire: Wire, first: Piece | undefined, signal: AbortSignal): Promise<string> {
  const { input, limits } = wire;
  try {
    return (await input.line(limits.lineBytes, signal)).toString('latin1');
  } catch (error) {
    if (!(error instanceof ImapError) || error.code !== 'too-long') throw error;
    const firstLine = first?.text ?? input.beginning(tagBytes).toString('latin1');
    const announced = readAnnounced((await input.skipLine(limits.skippedLineBytes, signal)).toString('latin1'));
    // otherwise what the literal holds would be carried out (RFC 7888 §4)
    if (announced) await skipCommand(wire, announced, signal);
    throw new RefusedUnread('too-long', firstLine, error.message);
  }
}

/** No client has tags as long. */
const tagBytes = 256;

/** A command with a literal or a line over the limit; `firstLine`, or what there is of it, has the tag to answer. */
export class RefusedUnread extends ImapError {
  constructor(
    override readonly code: 'too-big' | 'too-long',
    readonly firstLine: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** A literal that asked first is not sent once we refuse, and its command ends there (RFC 9051 §4.3). */
async function skipCommand(wire: Wire, refused: Announced, signal: AbortSignal): Promise<void> {
  let left = wire.limits.skippedLiteralBytes;
  for (let next: Announced | undefined = refused; next && !next.asks;) {
    left -= next.size;
    if (left < 0) throw new ImapError('flood', 'The literal is too long.');
    await wire.input.skip(next.size, signal);
    next = readAnnounced((await wire.input.line(wire.limits.lineBytes, signal)).toString('latin1'));
  }
}

/** The literal announced at the end of a line, if one is. A size that is no sensible number counts as too big for anything. */
export function readAnnounced(line: string): Announced | undefined {
  if (!line.endsWith('}')) return undefined;
  const open = line.lastIndexOf('{');
  const plus = line.charAt(line.length - 2) === '+';
  const digits = line.slice(open + 1, plus ? -2 : -1);
  if (open < 0 || digits === '' || digits.length > 20 || !/^[0-9]+$/.test(digits)) return undefined;
  const binary = line.charAt(open - 1) === '~';
  return { size: Number(digits), asks: !plus, binary, text: line.slice(0, binary ? open - 1 : open) };
}

/** A command made of a text without literals, for tests and for parsers of parts. */
export function rawCommand(text: string, ...literals: string[]): RawCommand {
  const texts = text.split('{}');
  return {
    pieces: texts.map((one, i) => {
      const literal = literals[i];
      return i === texts.length - 1 || literal === undefined
        ? { text: one }
        : { text: one, literal: { bytes: latin1(literal), binary: false } };
    }),
  };
}
