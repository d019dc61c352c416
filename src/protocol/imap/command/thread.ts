import { afterSpace, readKeyword } from '../wire/lexical';
import type { CommandForm } from './form';
import { readCriteria, showKey } from './search';
import { namesNumbers } from './searchKey';
import type { SearchKey } from './searchKey';

const algorithms = ['ORDEREDSUBJECT', 'REFERENCES'] as const;
export type ThreadAlgorithm = (typeof algorithms)[number];

/** THREAD and UID THREAD (RFC 5256 §3) */
export interface ThreadCommand {
  readonly uid: boolean;
  readonly algorithm: ThreadAlgorithm;
  readonly key: SearchKey;
}

export function thread(uid: boolean): CommandForm<ThreadCommand> {
  return {
    read: (c) => {
      const word = afterSpace(c, readKeyword);
      const algorithm = algorithms.find((name) => name === word) ?? c.fail('Unknown algorithm before this point');
      return { uid, algorithm, key: readCriteria(c) };
    },
    numbered: ({ key }) => namesNumbers(key),
    show: ({ algorithm, key }) => `${uid ? 'UID ' : ''}THREAD ${algorithm} [${showKey(key)}]`,
  };
}
