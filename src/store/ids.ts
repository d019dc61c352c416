import type { Brand } from '../base/brand';

/** Row ids and mail numbers: all whole numbers, none of them interchangeable. Given a brand only where a row is read. */
export type ServerId = Brand<number, 'ServerId'>;
export type NymId = Brand<number, 'NymId'>;
export type LayerId = Brand<number, 'LayerId'>;
export type OutboxId = Brand<number, 'OutboxId'>;
export type PacketId = Brand<number, 'PacketId'>;
export type ArticleId = Brand<number, 'ArticleId'>;
export type MailboxId = Brand<number, 'MailboxId'>;
/** The bytes of a mail. Copies of a message share one body, and a moved message keeps it. */
export type BodyId = Brand<number, 'BodyId'>;
/** 1 to 2^32 - 1, ascending in a mailbox, never used twice (RFC 9051 §2.3.1.1). */
export type Uid = Brand<number, 'Uid'>;
/** Grows with every change in a mailbox (RFC 7162 §3.1); below 2^53 here. */
export type ModSeq = Brand<number, 'ModSeq'>;
