import { ImapError } from '../errors';
import type { Literal, RawCommand } from './rawCommand';

/** A place in a command. Parsers take from it what their rule says, and it throws 'syntax' with the place. */
export class Cursor {
  #piece = 0;
  #at = 0;
  #depth = 0;

  constructor(
    private readonly command: RawCommand,
    /** How mailbox names are written: UTF-8 once the client enabled it, else modified UTF-7. */
    readonly utf8 = false,
  ) {}

  /** The next character, or '' before a literal and at the end. */
  peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Whether the text goes on with `text`, in any case. */
  looksAt(text: string): boolean {
    return this.#text.slice(this.#at, this.#at + text.length).toUpperCase() === text.toUpperCase();
  }

  /** Goes past `text` (in any case) if it is next. */
  take(text: string): boolean {
    const found = this.looksAt(text);
    if (found) this.#at += text.length;
    return found;
  }

  /** Goes past `text`, which must be next. */
  expect(text: string): void {
    if (!this.take(text)) this.fail(text === ' ' ? 'Expected a space' : `Expected ${text}`);
  }

  /** Takes characters while `test` holds for their code. */
  takeWhile(test: (code: number) => boolean): string {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    while (end < text.length && test(text.charCodeAt(end))) end++;
    this.#at = end;
    return text.slice(start, end);
  }

  /** The literal here, if there is one. */
  takeLiteral(): Literal | undefined {
    const piece = this.command.pieces[this.#piece];
    if (!piece?.literal || this.#at < piece.text.length) return undefined;
    this.#piece++;
    this.#at = 0;
    return piece.literal;
  }

  /** Whether a literal comes next. */
  atLiteral(): boolean {
    return this.command.pieces[this.#piece]?.literal !== undefined && this.#at === this.#text.length;
  }

  /** Whether nothing is left. */
  atEnd(): boolean {
    return this.#at === this.#text.length && !this.atLiteral();
  }

  /** Throws unless nothing is left. */
  expectEnd(): void {
    if (!this.atEnd()) this.fail('Expected the end of the command');
  }

  /** Reads something that may hold the same again, at most `most` deep. */
  nested<T>(most: number, read: () => T): T {
    if (++this.#depth > most) this.fail('Too many levels inside each other');
    const result = read();
    this.#depth--;
    return result;
  }

  fail(problem: string): never {
    const literals = this.#piece === 0 ? '' : `, after literal ${this.#piece}`;
    throw new ImapError('syntax', `${problem} at character ${this.#at + 1}${literals}.`);
  }

  get #text(): string {
    return this.command.pieces[this.#piece]?.text ?? '';
  }
}
