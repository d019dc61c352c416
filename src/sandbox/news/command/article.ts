import type { Handler } from '../answer';
import { splitArticle } from '../fields';
import { selectOne } from '../select';

/** RFC 3977 §6.2.1 to §6.2.4: ARTICLE, HEAD, BODY and STAT differ only in the code and in what they show. */
const show = (code: number, part?: (source: Buffer) => Buffer): Handler => {
  return (context, [which]) => {
    const one = selectOne(context, which);
    if ('line' in one) return one;
    const line = `${code} ${one.n} ${one.article.messageId}`;
    return part ? { line, block: part(one.article.source) } : { line };
  };
};

export const handleArticle = show(220, (source) => source);
export const handleHead = show(221, (source) => splitArticle(source).head);
export const handleBody = show(222, (source) => splitArticle(source).body);
export const handleStat = show(223);
