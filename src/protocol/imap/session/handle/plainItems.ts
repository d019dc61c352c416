// Items of FETCH that are a few words: how each is written, whichever way the message was read.
import type { MessageMeta, MessageState } from '../../backend';
import type { FetchItem } from '../../command/fetch';
import { noThreadId, writeEmailId, writeSaveDate } from '../../message/marks';
import { writeDateTime } from '../../wire/dateTime';
import { writeFlagList } from '../report';

type Kind = FetchItem['kind'];
type Described = Pick<MessageMeta, 'internalDate' | 'size' | 'emailId' | 'savedAt'>;

/** What the tracker knows by itself. */
export const knownItems = {
  UID: ({ uid }) => `UID ${uid}`,
  FLAGS: ({ flags }) => `FLAGS (${writeFlagList(flags)})`,
  MODSEQ: ({ modSeq }) => `MODSEQ (${modSeq})`,
} satisfies Partial<Record<Kind, (known: MessageState) => string>>;

/** What a backend says without looking into the message. */
export const describedItems = {
  INTERNALDATE: ({ internalDate }) => `INTERNALDATE ${writeDateTime(internalDate)}`,
  'RFC822.SIZE': ({ size }) => `RFC822.SIZE ${size}`,
  EMAILID: (marks) => `EMAILID ${writeEmailId(marks)}`,
  THREADID: () => `THREADID ${noThreadId}`,
  SAVEDATE: (marks) => `SAVEDATE ${writeSaveDate(marks)}`,
} satisfies Partial<Record<Kind, (described: Described) => string>>;

export type KnownItem = Extract<FetchItem, { readonly kind: keyof typeof knownItems }>;
/** What a message has to be read for, or at least its description. */
export type ReadItem = Exclude<FetchItem, KnownItem>;
export type DescribedKind = keyof typeof describedItems;

export function isKnown(item: FetchItem): item is KnownItem {
  return item.kind in knownItems;
}

export function isDescribed(kind: Kind): kind is DescribedKind {
  return kind in describedItems;
}
