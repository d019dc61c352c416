import { limits } from '../limits';
import { afterSpace, readKeyword, readList } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** SELECT and EXAMINE (RFC 9051 §6.3.2, RFC 9051 §6.3.3) */
export interface Select {
  readonly mailbox: string;
  readonly readOnly: boolean;
  /** The client asked for mod-sequences (RFC 7162 §3.1.8). */
  readonly condStore: boolean;
}

export function select(readOnly: boolean): CommandForm<Select> {
  return {
    read: (c) => {
      const mailbox = afterSpace(c, readMailbox);
      const parameters = c.take(' ') ? readList(c, limits.listItems, () => readKeyword(c)) : [];
      if (parameters.some((name) => name !== 'CONDSTORE')) c.fail('Unknown parameter');
      return { mailbox, readOnly, condStore: parameters.includes('CONDSTORE') };
    },
    show: () => `${readOnly ? 'EXAMINE' : 'SELECT'} [mailbox]`,
  };
}
