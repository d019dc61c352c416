import { type Handler, linesBlock } from '../answer';
import { fieldOf, overviewLine } from '../fields';
import { selectMany } from '../select';

/** RFC 3977 §8.3; XOVER is the same (RFC 2980 §2.8). */
export const handleOver: Handler = (context, [which]) => {
  const found = selectMany(context, which);
  if ('line' in found) return found;
  return {
    line: '224 overview follows',
    block: linesBlock(found.map(({ n, article }) => overviewLine(n, article.source))),
  };
};

const listField = (code: number, missing: string): Handler => {
  return (context, [name, which]) => {
    if (name === undefined) return { line: '501 which field?' };
    const found = selectMany(context, which);
    if ('line' in found) return found;
    const lines = found.map(({ n, article }) => `${n} ${fieldOf(article.source, name) ?? missing}`);
    return { line: `${code} header follows`, block: linesBlock(lines) };
  };
};

/** RFC 3977 §8.5; XHDR answers with its own code (RFC 2980 §2.6). */
export const handleHdr = listField(225, '');
export const handleXhdr = listField(221, '(none)');
