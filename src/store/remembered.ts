import type { Connection } from './connection';
import { limits } from './limits';

type Key = readonly (string | number)[];

/** A query whose answers are kept. */
export interface Memory<A extends Key, T> {
  readonly ask: (...about: A) => T;
  /** Its answer after what was just written, where whoever wrote it knows. */
  readonly know: (answer: T, ...about: A) => void;
}

/**
 * Keeps the answers of a query as long as nobody has written to the file, which is cheaper to find out than the answer to the shortest
 * query. They are shared: not to be changed. What the query is about must be written by `run`, as all tables of mail are.
 */
export function openMemory<A extends Key, T>(
  { version, versionLastSeen }: Pick<Connection, 'version' | 'versionLastSeen'>,
  query: (...about: A) => T,
  most: number = limits.rememberedAnswers,
): Memory<A, T> {
  const answers = new Map<string, { readonly answer: T }>();
  let asOf = -1;
  /** Forgets what may have changed, unless nothing has, and what there is no room for. */
  const beginAt = (version: number, isFresh: boolean) => {
    if (!isFresh || answers.size >= most) answers.clear();
    asOf = version;
  };
  return {
    ask: (...about) => {
      // after a change of our own there is no need to ask for those of others
      const isFresh = asOf === versionLastSeen() && asOf === version();
      const key = about.join(' ');
      const known = isFresh ? answers.get(key) : undefined;
      if (known) return known.answer;
      beginAt(versionLastSeen(), isFresh);
      const answer = query(...about);
      answers.set(key, { answer });
      return answer;
    },
    know: (answer, ...about) => {
      beginAt(versionLastSeen(), asOf === versionLastSeen());
      answers.set(about.join(' '), { answer });
    },
  };
}

/** The same where nobody knows an answer without asking. */
export function remembered<A extends Key, T>(...of: Parameters<typeof openMemory<A, T>>): (...about: A) => T {
  return openMemory(...of).ask;
}
