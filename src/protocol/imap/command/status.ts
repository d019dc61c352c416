import { afterSpace } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';
import { readStatusItems } from './statusItems';
import type { StatusItem } from './statusItems';

/** STATUS (RFC 9051 §6.3.11) */
export interface Status {
  readonly mailbox: string;
  readonly items: readonly StatusItem[];
}

export const status: CommandForm<Status> = {
  read: (c) => ({ mailbox: afterSpace(c, readMailbox), items: afterSpace(c, readStatusItems) }),
  show: ({ items }) => `STATUS [mailbox] (${items.join(' ')})`,
};
