import type { StoreMode } from '../backend';
import type { ModSeq } from '../ids';
import type { Cursor } from '../wire/cursor';
import { readFlags } from '../wire/flagList';
import { afterSpace, readModSeq } from '../wire/lexical';
import { readSequenceSet, showSequenceSet } from '../wire/sequenceSet';
import type { SequenceSet } from '../wire/sequenceSet';
import type { CommandForm } from './form';

/** STORE and UID STORE (RFC 9051 §6.4.6) */
export interface Store {
  readonly uid: boolean;
  readonly set: SequenceSet;
  readonly mode: StoreMode;
  readonly silent: boolean;
  readonly flags: readonly string[];
  /** UNCHANGEDSINCE (RFC 7162 §3.1.3) */
  readonly unchangedSince?: ModSeq;
}

export function store(uid: boolean): CommandForm<Store> {
  return {
    read: (c) => {
      const set = afterSpace(c, readSequenceSet);
      const unchangedSince = c.take(' (UNCHANGEDSINCE ') ? readModSeq(c) : undefined;
      if (unchangedSince !== undefined) c.expect(')');
      const mode = afterSpace(c, readMode);
      c.expect('FLAGS');
      const silent = c.take('.SILENT');
      const flags = afterSpace(c, readFlags);
      return { uid, set, mode, silent, flags, ...(unchangedSince !== undefined && { unchangedSince }) };
    },
    show: ({ set, mode, silent, flags }) =>
      `${uid ? 'UID ' : ''}STORE ${showSequenceSet(set)} ${mode} ${flags.length} flags${silent ? ', silent' : ''}`,
  };
}

function readMode(c: Cursor): StoreMode {
  if (c.take('+')) return 'add';
  return c.take('-') ? 'remove' : 'replace';
}
