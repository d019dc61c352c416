import { limits } from '../limits';
import { readKeyword } from '../wire/lexical';
import type { CommandForm } from './form';

/** ENABLE (RFC 9051 §6.3.1): the capabilities named, in capitals, known or not. */
export interface Enable {
  readonly capabilities: readonly string[];
}

export const enable: CommandForm<Enable> = {
  read: (c) => {
    const capabilities: string[] = [];
    do {
      c.expect(' ');
      capabilities.push(readKeyword(c));
      if (capabilities.length > limits.listItems) c.fail('Too many capabilities');
    } while (c.peek() === ' ');
    return { capabilities };
  },
  show: ({ capabilities }) => `ENABLE ${capabilities.length} names`,
};
