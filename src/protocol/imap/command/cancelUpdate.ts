import { limits } from '../limits';
import { afterSpace, readQuoted } from '../wire/lexical';
import type { CommandForm } from './form';

/** CANCELUPDATE (RFC 5267 §4.3.5): the tags of searches that are to be told of no more. */
export interface CancelUpdate {
  readonly tags: readonly string[];
}

// command-select =/ "CANCELUPDATE" 1*(SP quoted)                            RFC 5267 §5
export const cancelUpdate: CommandForm<CancelUpdate> = {
  read: (c) => {
    const tags: string[] = [];
    do {
      if (tags.length >= limits.listItems) c.fail('Too many tags');
      tags.push(afterSpace(c, readQuoted));
    } while (c.peek() === ' ');
    return { tags };
  },
  show: ({ tags }) => `CANCELUPDATE ${tags.length} tags`,
};
