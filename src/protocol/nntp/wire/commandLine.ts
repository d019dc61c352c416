import { utf8 } from '../../../base/bytes';
import { NntpError } from '../error';

/** A command as it goes on the wire, and as it may be shown. */
export interface Command {
  readonly bytes: Buffer;
  /** Without line end, and with `***` for a password. */
  readonly shown: string;
  /** The server's words about it may repeat what it was told, so they are not shown. */
  readonly secret: boolean;
}

/**
 * Makes `VERB arg arg` of words. An argument that has a space or a control character in it, or none at all, or that makes
 * the line longer than `limit` bytes (RFC 3977 §3.1), throws NntpError 'bad-argument': no caller can smuggle in a second command.
 */
export function command(limit: number, verb: string, ...args: readonly (string | number)[]): Command {
  const words = args.map(String);
  if (!words.every(isWord)) throw new NntpError('bad-argument', { command: verb });
  const line = [verb, ...words].join(' ');
  return { bytes: lineBytes(line, verb, limit), shown: line, secret: false };
}

/** `VERB secret`, the secret being the rest of the line as it is: it may have spaces (RFC 4643 §2.3), but no CR, LF or NUL. */
export function secretCommand(limit: number, verb: string, secret: string): Command {
  if (secret === '' || /[\r\n\0]/.test(secret)) throw new NntpError('bad-argument', { command: `${verb} ***` });
  return { bytes: lineBytes(`${verb} ${secret}`, `${verb} ***`, limit), shown: `${verb} ***`, secret: true };
}

function lineBytes(line: string, shown: string, limit: number): Buffer {
  const bytes = utf8(`${line}\r\n`);
  if (bytes.length > limit) throw new NntpError('bad-argument', { command: shown });
  return bytes;
}

function isWord(word: string): boolean {
  return /^[^\s\p{Cc}]+$/u.test(word);
}

/** For `verb`: an article is named by its number in the selected group or by its Message-ID; throws NntpError 'bad-argument' for neither. */
export function articleWord(verb: string, which: number | string): string {
  const fine = typeof which === 'number' ? isArticleNumber(which) : isMessageId(which);
  if (!fine) throw new NntpError('bad-argument', { command: verb });
  return String(which);
}

/** RFC 3977 §6 counts from 1 to 2,147,483,647; servers with more articles than that exist, hence the wider bound. */
export function isArticleNumber(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 1;
}

/** RFC 3977 §3.6: 3 to 250 printable ASCII characters in angle brackets. */
export function isMessageId(text: string): boolean {
  return text.length <= 250 && /^<[\x21-\x3d\x3f-\x7e]+>$/.test(text);
}

/** For `verb`: `7-9` or `7-` (RFC 3977 §6.1.2); `to` left out means to the end. Throws NntpError 'bad-argument'. */
export function rangeWord(verb: string, from: number, to?: number): string {
  if (!isArticleNumber(from) || (to !== undefined && !isArticleNumber(to)))
    throw new NntpError('bad-argument', { command: verb });
  return to === undefined ? `${from}-` : `${from}-${to}`;
}
