import { afterSpace } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import { readSequenceSet, showSequenceSet } from '../wire/sequenceSet';
import type { SequenceSet } from '../wire/sequenceSet';
import type { CommandForm } from './form';

/** COPY and MOVE, by UID or not (RFC 9051 §6.4.7, RFC 9051 §6.4.8) */
export interface Copy {
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly mailbox: string;
}

export function copy(name: 'COPY' | 'MOVE', uid: boolean): CommandForm<Copy> {
  return {
    read: (c) => ({ uid, set: afterSpace(c, readSequenceSet), mailbox: afterSpace(c, readMailbox) }),
    show: ({ set }) => `${uid ? 'UID ' : ''}${name} ${showSequenceSet(set)} [mailbox]`,
  };
}
