import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readKeyword, readList } from '../wire/lexical';
import { readGivenMailbox } from '../wire/mailboxName';
import type { GivenMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';
import { readResync } from './resync';
import type { Resync } from './resync';

/** SELECT and EXAMINE (RFC 9051 §6.3.2, RFC 9051 §6.3.3) */
export interface Select extends GivenMailbox {
  readonly readOnly: boolean;
  /** The client asked for mod-sequences (RFC 7162 §3.1.8). */
  readonly condStore?: boolean;
  readonly resync?: Resync;
}

type Parameters = Pick<Select, 'condStore' | 'resync'>;

export function select(readOnly: boolean): CommandForm<Select> {
  return {
    read: (c) => ({ ...afterSpace(c, readGivenMailbox), readOnly, ...(c.take(' ') && readParameters(c)) }),
    show: () => `${readOnly ? 'EXAMINE' : 'SELECT'} [mailbox]`,
  };
}

// select-params = SP "(" select-param *(SP select-param) ")"                RFC 4466 §6
function readParameters(c: Cursor): Parameters {
  return Object.assign({}, ...readList(c, limits.listItems, () => readParameter(c))) as Parameters;
}

function readParameter(c: Cursor): Parameters {
  const word = readKeyword(c);
  if (word === 'QRESYNC') return { resync: afterSpace(c, readResync) };
  return word === 'CONDSTORE' ? { condStore: true } : c.fail('Unknown parameter before this point');
}
