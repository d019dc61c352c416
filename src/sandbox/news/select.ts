import type { Answer, Context } from './answer';
import type { StoredArticle } from './spool';

/** An article with its number, 0 where it was asked for by Message-ID (RFC 3977 §6.2.1). */
export interface Selected {
  readonly n: number;
  readonly article: StoredArticle;
}

/** An article by number, by Message-ID or (without `which`) the current one; or the reply that says why not. Moves the current one. */
export function selectOne({ state, spool }: Context, which: string | undefined): Selected | Answer {
  if (which?.startsWith('<')) {
    const article = spool.find(which);
    return article ? { n: 0, article } : { line: '430 no such article' };
  }
  if (!state.group) return { line: '412 no newsgroup selected' };
  const n = which === undefined ? state.current : readCount(which);
  if (n === undefined) return { line: which === undefined ? '420 no current article' : '501 no article number' };
  const article = state.group.articles.get(n);
  if (!article) return { line: which === undefined ? '420 the current article is gone' : '423 no such number' };
  state.current = n;
  return { n, article };
}

/** The articles of a range (`7`, `7-`, `7-9`), by Message-ID or the current one; or the reply that says why not. */
export function selectMany(context: Context, which: string | undefined): readonly Selected[] | Answer {
  const range = which === undefined ? undefined : readRange(which);
  if (!range) {
    const one = selectOne(context, which);
    return 'line' in one ? one : [one];
  }
  const { group } = context.state;
  if (!group) return { line: '412 no newsgroup selected' };
  const found = [...group.articles].filter(([n]) => n >= range.from && n <= range.to);
  return found.length > 0 ? found.map(([n, article]) => ({ n, article })) : { line: '423 no articles in that range' };
}

/** RFC 3977 §6.1.2: a number, `from-` or `from-to`. */
export function readRange(text: string): { from: number; to: number } | undefined {
  const parts = /^(\d{1,10})(-?)(\d{0,10})$/.exec(text);
  if (!parts) return undefined;
  const [, from = '', dash = '', to = ''] = parts;
  return { from: Number(from), to: dash === '' ? Number(from) : to === '' ? Infinity : Number(to) };
}

function readCount(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
