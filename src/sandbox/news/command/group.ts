import { type Answer, type Context, type Handler, linesBlock } from '../answer';
import type { NewsGroup } from '../spool';
import { readRange } from '../select';

/** RFC 3977 §6.1.1. */
export const handleGroup: Handler = (context, [name = '']) => {
  const group = context.spool.group(name);
  return group ? { line: enter(context, group) } : { line: '411 no such newsgroup' };
};

/** RFC 3977 §6.1.2. */
export const handleListGroup: Handler = (context, [name, range = '1-']) => {
  const group = name === undefined ? context.state.group : context.spool.group(name);
  if (!group) return { line: name === undefined ? '412 no newsgroup selected' : '411 no such newsgroup' };
  const wanted = readRange(range);
  if (!wanted) return { line: '501 no range' };
  const numbers = [...group.articles.keys()].filter((n) => n >= wanted.from && n <= wanted.to);
  return { line: enter(context, group), block: linesBlock(numbers.map(String)) };
};

/** Selects a group and its first article, and describes it. */
function enter({ state }: Context, group: NewsGroup): string {
  state.group = group;
  state.current = group.articles.keys().next().value;
  return `211 ${group.articles.size} ${group.low} ${group.high} ${group.name}`;
}

/** RFC 3977 §6.1.3, §6.1.4. */
export const handleNext: Handler = (context) => step(context, 1, '421 no next article');
export const handleLast: Handler = (context) => step(context, -1, '422 no previous article');

function step({ state }: Context, by: 1 | -1, none: string): Answer {
  const { group, current } = state;
  if (!group) return { line: '412 no newsgroup selected' };
  if (current === undefined) return { line: '420 no current article' };
  const numbers = [...group.articles.keys()].filter((n) => (n - current) * by > 0);
  const n = by > 0 ? numbers[0] : numbers.at(-1);
  if (n === undefined) return { line: none };
  state.current = n;
  return { line: `223 ${n} ${group.articles.get(n)?.messageId ?? ''}` };
}
