import type { Connection } from './connection';
import { limits } from './limits';

/**
 * Keeps the answers of a query as long as nobody has written to the file, which is cheaper to find out than the answer to the shortest
 * query. They are shared: not to be changed. What the query is about must be written by `run`, as all tables of mail are.
 */
export function remembered<A extends readonly (string | number)[], T>(
  { version, versionLastSeen }: Pick<Connection, 'version' | 'versionLastSeen'>,
  ask: (...about: A) => T,
  most: number = limits.rememberedAnswers,
): (...about: A) => T {
  const answers = new Map<string, { readonly answer: T }>();
  let asOf = -1;
  return (...about) => {
    // after a change of our own there is no need to ask for those of others
    const isFresh = asOf === versionLastSeen() && asOf === version();
    if (!isFresh || answers.size >= most) answers.clear();
    asOf = versionLastSeen();
    const key = about.join(' ');
    const known = answers.get(key) ?? { answer: ask(...about) };
    answers.set(key, known);
    return known.answer;
  };
}
