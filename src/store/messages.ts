import type { BodyId, MailboxId, ModSeq, Uid } from './ids';

export interface NewMessage {
  /** As the mail client will read it: CRLF line ends. */
  readonly source: Uint8Array;
  /** JSON, opaque here. */
  readonly structure: string;
  /** System flags as RFC 9051 §2.3.2 writes them; keywords as they are. */
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** When it comes to lie here, likewise; left out where nobody knows. */
  readonly savedAt?: number;
  /** By the nym server. */
  readonly arrived?: boolean;
  readonly forms?: NewForms;
  readonly keys?: NewKeys;
}

/** What FETCH says of a body. */
export interface NewForms {
  /** Of what wrote the texts. */
  readonly version: number;
  /** Opaque here, and without NUL. */
  readonly envelope: string;
  readonly bodyStructure: string;
  /** The header is the bytes of the body up to here. */
  readonly headerEnd: number;
}

/** What SEARCH, SORT and THREAD want to know of a body: opaque here, and compared byte by byte. */
export interface NewKeys {
  /** Of what wrote them. */
  readonly version: number;
  /** Undefined where the mail is to be looked into each time. */
  readonly values?: {
    /** Milliseconds since 1970. */
    readonly sentAt: number | undefined;
    /** Days since 1970. */
    readonly sentDay: number | undefined;
    readonly isReply: boolean;
    readonly sort: Readonly<Record<Exclude<KeyColumn, 'internalDate' | 'size' | 'sentAt' | 'isReply'>, string>>;
    readonly fields: Readonly<Record<FieldName, string>>;
  };
}

/** A text that SEARCH looks into. */
export type FieldName = 'subject' | 'messageId' | 'from' | 'to' | 'cc' | 'bcc';

/** What SORT and THREAD go by; `sentAt` is the internal date where the mail names no day. */
export type KeyColumn =
  | 'internalDate'
  | 'size'
  | 'sentAt'
  | 'isReply'
  | 'subject'
  | 'from'
  | 'to'
  | 'cc'
  | 'displayFrom'
  | 'displayTo'
  | 'messageId'
  | 'references';

export type KeyValue = number | string;

/** Values in the order of the columns asked for. */
export interface KeyRow {
  readonly uid: Uid;
  readonly values: readonly KeyValue[];
}

/** A field with this text in it, or a day between these two, both included. */
export type KeyCondition =
  { readonly field: FieldName; readonly text: string } | { readonly firstDay: number; readonly lastDay: number };

export type FormName = 'envelope' | 'bodyStructure' | 'header' | 'beginning' | 'structure';

/** A message with the forms asked for: null where none of that version is kept. */
export interface FormRow {
  readonly uid: Uid;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** Bytes. */
  readonly size: number;
  readonly bodyId: BodyId;
  /** Milliseconds since 1970; null where that is not known. */
  readonly savedAt: number | null;
  readonly envelope?: string | null;
  readonly bodyStructure?: string | null;
  /** One character a byte; empty where the header is too long to be kept. */
  readonly header?: string | null;
  /** The body's bytes; null where they are many. */
  readonly beginning?: Buffer | null;
  /** JSON. */
  readonly structure?: string;
}

/** The kept headers of messages, one behind the other: a row for each would take twice as long to read. */
export interface Headers {
  /** One character a byte. */
  readonly text: string;
  readonly uids: readonly Uid[];
  /** Where the header of each ends, and that of the next begins. */
  readonly ends: readonly number[];
  /** Those of which none is kept. */
  readonly without: readonly Uid[];
}

export interface MessageState {
  readonly uid: Uid;
  /** Sorted. Shared between messages with the same flags: not to be changed. */
  readonly flags: readonly string[];
  readonly modSeq: ModSeq;
}

/** Messages in columns, ascending by UID: an object for each of a hundred thousand would be most of what opening their mailbox costs. */
export interface MessageStates {
  readonly uids: readonly Uid[];
  /** See `MessageState`. */
  readonly flags: readonly (readonly string[])[];
  readonly modSeqs: readonly ModSeq[];
}

export const noMessages: MessageStates = { uids: [], flags: [], modSeqs: [] };

export interface MessageRow extends MessageState {
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** Bytes. */
  readonly size: number;
  readonly bodyId: BodyId;
  /** When it came to lie in its mailbox, in milliseconds since 1970; null where that is not known. */
  readonly savedAt: number | null;
}

export interface MessageRowWithStructure extends MessageRow {
  /** JSON, as it was appended. */
  readonly structure: string;
  /** Whether the nym server has brought it; null where nobody has noted that: mail from before the store did. */
  readonly arrived: boolean | null;
}

/** A condition that the rows of messages answer by themselves; both ends belong to it. Dates are in milliseconds since 1970, sizes in bytes. */
export interface MessageRange {
  readonly column: 'internalDate' | 'size' | 'savedAt' | 'bodyId';
  readonly least: number;
  readonly most: number;
}

/** What matches of the messages below `uidNext`, ascending. */
export interface Matching {
  readonly matching: readonly Uid[];
  readonly uidNext: Uid;
}

export interface Snapshot {
  readonly messages: MessageStates;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
}

export interface Changes {
  /** UIDs expunged after the ModSeq asked for, ascending. */
  readonly vanished: readonly Uid[];
  /** The expunges of that time are forgotten: `vanished` names every UID that was ever given and is not there. */
  readonly removalsForgotten: boolean;
  /** New and changed messages. */
  readonly changed: MessageStates;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
}

/** What a change of flags came to. */
export interface Stored {
  /** Left alone because they had changed since, ascending. */
  readonly modified: readonly Uid[];
  /** What every message has now whose flags it changed, and no other; where it changed none, one that is not taken yet. */
  readonly modSeq: ModSeq;
}

/** UIDs as handed to COPY and MOVE and as they became: `from[i]` is now `to[i]`. */
export interface Copied {
  readonly uidValidity: number;
  readonly from: Uid[];
  readonly to: Uid[];
}

/** All lists of UIDs may be in any order and may name messages that do not exist: those are left out. */
export interface Messages {
  /** All or none; UIDs ascend in the order given. Throws `nonexistent` where the mailbox is gone. */
  append(mailbox: MailboxId, messages: readonly NewMessage[]): { uidValidity: number; uids: Uid[]; bodies: BodyId[] };
  /** Undefined where the mailbox is gone. */
  snapshot(mailbox: MailboxId): Snapshot | undefined;
  /** What happened after `modSeq`; undefined where the mailbox is gone. Costs nothing where nothing happened. */
  changesSince(mailbox: MailboxId, modSeq: ModSeq): Changes | undefined;
  /** Nothing where the mailbox is gone. */
  inRange(mailbox: MailboxId, range: MessageRange): Matching;
  /** The same by what is kept of bodies: `open` are those to be looked into, `missing` those of which nothing of this version is kept. */
  matching(
    mailbox: MailboxId,
    condition: KeyCondition,
    version: number,
  ): Matching & { readonly open: readonly Uid[]; readonly missing: readonly Uid[] };
  /** By rising UID; those that are to be looked into and those of which nothing is kept are left out. */
  keys(mailbox: MailboxId, uids: readonly Uid[], columns: readonly KeyColumn[], version: number): KeyRow[];
  /** Those of the messages of which nothing of this version is kept. */
  withoutKeys(mailbox: MailboxId, uids: readonly Uid[], version: number): Uid[];
  /** As `keepForms`. */
  keepKeys(made: readonly { readonly bodyId: BodyId; readonly keys: NewKeys }[]): void;
  /** Ascending by UID. One query: the caller cuts long lists into slices. */
  read(mailbox: MailboxId, uids: readonly Uid[]): MessageRow[];
  readWithStructure(mailbox: MailboxId, uids: readonly Uid[]): MessageRowWithStructure[];
  /** As `read`, and only what is asked for. */
  forms(mailbox: MailboxId, uids: readonly Uid[], names: readonly FormName[], version: number): FormRow[];
  headers(mailbox: MailboxId, uids: readonly Uid[], version: number): Headers;
  /** Bodies that are gone are left out. May be lost in a power cut: then they are made again. */
  keepForms(made: readonly { readonly bodyId: BodyId; readonly forms: NewForms }[]): void;
  /** How to name bodies so that no other has the name, here or elsewhere, now or after a restore. */
  bodyNamer(): (body: BodyId) => string;
  /** The body that has that name, there or gone; undefined where it is none's. */
  bodyNamed(name: string): BodyId | undefined;
  /** Which body a message has; undefined where the message is gone. */
  body(mailbox: MailboxId, uid: Uid): { readonly bodyId: BodyId; readonly size: number } | undefined;
  /** The first message in a mailbox with this body; undefined where there is none. */
  uidOfBody(mailbox: MailboxId, body: BodyId): Uid | undefined;
  /** Bytes [start, end) of a body, in pieces of at most 128 KiB (32 of mail that this version filed), read as they are asked for; ends early if it goes meanwhile. */
  bytes(body: BodyId, start: number, end: number): Generator<Buffer, void, undefined>;
  /**
   * Adds, removes or replaces flags. Messages changed after `unchangedSince` are left alone (RFC 7162 §3.1.3).
   * A message that had exactly these flags keeps its ModSeq. Throws `too-many` where one would have more than it may, with nothing done.
   */
  store(
    mailbox: MailboxId,
    uids: readonly Uid[],
    mode: 'add' | 'remove' | 'replace',
    flags: readonly string[],
    unchangedSince?: ModSeq,
  ): Stored;
  /** Adds or removes flags of every message with this body, wherever it was moved or copied. */
  flagBody(body: BodyId, mode: 'add' | 'remove', flags: readonly string[]): void;
  /** Whatever their flags. */
  expunge(mailbox: MailboxId, uids: readonly Uid[]): void;
  /** Of the messages those that are \Deleted. */
  expungeDeleted(mailbox: MailboxId, uids: readonly Uid[]): void;
  /** Flags and internal dates go along (RFC 9051 §6.4.7). `now`: ms since 1970. Throws `nonexistent` where `to` is gone. */
  copy(mailbox: MailboxId, uids: readonly Uid[], to: MailboxId, now: number): Copied;
  /** Copy and expunge in one transaction (RFC 9051 §6.4.8). */
  move(mailbox: MailboxId, uids: readonly Uid[], to: MailboxId, now: number): Copied;
}
