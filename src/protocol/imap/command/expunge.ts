import { afterSpace } from '../wire/lexical';
import { readSequenceSet, showSequenceSet } from '../wire/sequenceSet';
import type { SequenceSet } from '../wire/sequenceSet';
import type { CommandForm } from './form';

/** UID EXPUNGE (RFC 9051 §6.4.9), or EXPUNGE (RFC 9051 §6.4.3) where no set is given. */
export interface Expunge {
  readonly set?: SequenceSet;
}

export const expunge: CommandForm<Expunge> = { read: () => ({}), show: () => 'EXPUNGE' };

export const uidExpunge: CommandForm<Expunge> = {
  read: (c) => ({ set: afterSpace(c, readSequenceSet) }),
  show: ({ set }) => `UID EXPUNGE ${set === undefined ? '' : showSequenceSet(set)}`,
};
