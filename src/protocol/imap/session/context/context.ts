// Searches whose results a client is kept up to date with (RFC 5267 §4.3).
import type { FetchItem } from '../../command/fetch';
import type { SearchKey } from '../../command/searchKey';
import type { ModSeq, Uid } from '../../ids';
import type { SortCriterion } from '../sort/order';

/** One such search, until its mailbox is left or CANCELUPDATE names it. */
export interface Context {
  /** Of its command. */
  readonly tag: string;
  /** Whether the client is told UIDs. */
  readonly uid: boolean;
  /** Without sequence numbers: they mean what they meant at first (RFC 5267 §4.3). */
  readonly key: SearchKey;
  /** Of SORT; undefined for the order of the mailbox. */
  readonly criteria: readonly SortCriterion[] | undefined;
  /** What the client wants of results that are new messages (RFC 5465 §7). */
  readonly items: readonly FetchItem[];
  /** What the client knows to match, in its order. */
  results: readonly Uid[];
  /** Which changes the results have in them: those up to here, of messages up to the UID. */
  asOf: ModSeq;
  largestUid: number;
  /** The message that was the last one then, 0 for none: another one may match by being so. */
  last: number;
}
