import { failureOf, NntpError, type Reply } from '../error';
import type { Limits } from '../limits';
import type { Command } from './commandLine';
import type { Wire } from './wire';

/** What reading a reply needs. */
export interface Turn {
  readonly wire: Wire;
  readonly limits: Limits;
  readonly command: Command;
}

/** For each reply code that is an answer, the function that reads the rest of it. Every other code is an error. */
export type Answers<T> = Readonly<Record<number, (reply: Reply, turn: Turn) => T | Promise<T>>>;

/** Reads one reply line and, by its code, the rest. Throws NntpError, which does not yet name the command. */
export async function readAnswer<T>(turn: Turn, answers: Answers<T>): Promise<T> {
  const reply = readReply(await turn.wire.line(turn.limits.statusLineBytes));
  const read = answers[reply.code];
  if (!read) throw new NntpError(failureOf(reply), { reply });
  return read(reply, turn);
}

/** `205 closing connection`: three digits, then nothing or a space and text (RFC 3977 §3.2). */
function readReply(line: Buffer): Reply {
  const text = line.toString('utf8');
  if (!/^[1-5]\d\d(?: |$)/.test(text)) throw new NntpError('nonsense');
  return { code: Number(text.slice(0, 3)), text: text.slice(4) };
}

/** The block behind a reply line, as an article: unstuffed, CRLF. 'no-room' where only `room`, in bytes, may be too little for it. */
export function readBlock({ wire, limits }: Turn, room: number): Promise<Buffer> {
  const { articleBytes, replyBytes } = limits;
  return room < articleBytes ? wire.block(room, replyBytes, 'no-room') : wire.block(articleBytes, replyBytes);
}

/**
 * The lines of the block behind a reply line, each as it arrives, unstuffed, without line end; `most` bytes with them. A line that is too
 * long comes as an empty one, which is none of any list.
 */
export async function* readLines(
  { wire, limits }: Turn,
  most = limits.replyBytes,
): AsyncGenerator<string, void, undefined> {
  for (let sum = 0; ;) {
    const { line, size } = await wire.sizedLine(limits.listLineBytes, most);
    sum += size;
    if (sum > most) throw new NntpError('flood');
    const text = line.toString('utf8');
    if (text === '.') return;
    yield text.startsWith('.') ? text.slice(1) : text;
  }
}

/**
 * Reads such a block to its end, handing each line to `read`, which tells whether it could be understood. One that could not
 * throws NntpError 'bad-list', but only behind the last line, so that what follows starts at the next reply.
 */
export async function eachLine(turn: Turn, read: (line: string) => boolean): Promise<void> {
  let bad = false;
  for await (const line of readLines(turn)) bad = !read(line) || bad;
  if (bad) throw new NntpError('bad-list');
}
