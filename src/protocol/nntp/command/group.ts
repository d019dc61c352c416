import { NntpError, type Reply } from '../error';
import { isArticleNumber, rangeWord } from '../wire/commandLine';
import { eachLine, type Turn } from '../wire/reply';
import type { Wish } from './wish';

/** A newsgroup as the server has it: about how many articles, and between which numbers. Empty where `high < low`. */
export interface Group {
  readonly name: string;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** The numbers that really exist, in the server's order. */
export interface GroupNumbers extends Group {
  readonly numbers: readonly number[];
}

/** Numbers from `from` to `to`, both included; without `to`, to the end of the group. */
export interface NumberRange {
  readonly from: number;
  readonly to?: number | undefined;
}

/** RFC 3977 §6.1.1. */
export function askGroup({ ask, command }: Wish, name: string): Promise<Group> {
  return ask(command('GROUP', name), { 211: (reply) => readGroup(reply, name) });
}

/** RFC 3977 §6.1.2. */
export function askListGroup({ ask, command }: Wish, name: string, range?: NumberRange): Promise<GroupNumbers> {
  const words = range ? [rangeWord('LISTGROUP', range.from, range.to)] : [];
  return ask(command('LISTGROUP', name, ...words), {
    211: async (reply, turn) => ({ ...readGroup(reply, name), numbers: await readNumbers(turn) }),
  });
}

async function readNumbers(turn: Turn): Promise<number[]> {
  const numbers: number[] = [];
  await eachLine(turn, (line) => {
    const n = readNumber(line);
    if (n !== undefined) numbers.push(n);
    return n !== undefined;
  });
  return numbers;
}

/** `211 count low high name`; the name is what was asked for, as servers may spell it otherwise. */
function readGroup(reply: Reply, name: string): Group {
  const [count, low, high] = reply.text.split(' ', 3).map((word) => (/^\d{1,16}$/.test(word) ? Number(word) : NaN));
  const fine = [count, low, high].every((n) => Number.isSafeInteger(n));
  if (!fine || count === undefined || low === undefined || high === undefined)
    throw new NntpError('unexpected-reply', { reply });
  return { name, count, low, high };
}

/** An article number at the start of a list's line, or undefined. */
export function readNumber(line: string): number | undefined {
  const digits = /^\d{1,16}(?=\s|$)/.exec(line)?.[0];
  return digits !== undefined && isArticleNumber(Number(digits)) ? Number(digits) : undefined;
}
