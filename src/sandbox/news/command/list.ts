import { type Answer, type Context, type Handler, linesBlock } from '../answer';
import { overviewFields } from '../fields';

const keywords: Readonly<Record<string, (context: Context) => Answer>> = {
  /** RFC 3977 §7.6.3: name, high, low, status. */
  ACTIVE: ({ spool }) => {
    const lines = spool.groups().map(({ name, low, high }) => `${name} ${high} ${low} y`);
    return { line: '215 newsgroups follow', block: linesBlock(lines) };
  },
  /** RFC 3977 §8.4. */
  'OVERVIEW.FMT': () => ({
    line: '215 fields follow',
    block: linesBlock(overviewFields.map((name) => (name.startsWith(':') ? name : `${name}:`))),
  }),
};

/** LIST, of active newsgroups when nothing else is asked for (RFC 3977 §7.6.1). */
export const handleList: Handler = (context, [keyword = 'ACTIVE']) => {
  return keywords[keyword.toUpperCase()]?.(context) ?? { line: '501 no such list' };
};
