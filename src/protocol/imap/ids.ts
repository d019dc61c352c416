import type { Brand } from '../../base/brand';

/** A message's unique identifier: 1 to 2^32 - 1, rising within a mailbox, never used again (RFC 9051 §2.3.1.1). */
export type Uid = Brand<number, 'Uid'>;

/** A message's place in the mailbox as one connection sees it just now, from 1 (RFC 9051 §2.3.1.2). */
export type SequenceNumber = Brand<number, 'SequenceNumber'>;

/** The number of the last change of a message or a mailbox: 1 to 2^53 - 1, rising with every change (RFC 7162 §3.1). */
export type ModSeq = Brand<number, 'ModSeq'>;

/** Names a number a UID: for where it is read from the wire or the store. */
export function asUid(value: number): Uid {
  return value as Uid;
}

/** Names a number a sequence number. */
export function asSequenceNumber(value: number): SequenceNumber {
  return value as SequenceNumber;
}

/** Names a number a mod-sequence. */
export function asModSeq(value: number): ModSeq {
  return value as ModSeq;
}
