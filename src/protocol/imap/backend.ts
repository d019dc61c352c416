// What the engine asks of its owner. The model is a log of changes: a mailbox has a highest mod-sequence, and every
// change (a message added, its flags, its removal) takes a new one, in the transaction that makes the change. A
// connection asks for the changes since the last one it knows at the points where RFC 9051 §7 lets it speak, so changes
// made by another process are seen as well; `watch` only says when asking is worth while.
//
// Any method may reject with an ImapError of a code marked "backend" in errors.ts; anything else thrown becomes a bland
// NO and a line in the log.
import type { Structure } from '../mime';
import type { SearchKey } from './command/searchKey';
import type { ModSeq, Uid } from './ids';
import type { KeyName, SortValue } from './message/sortKeys';

/** The uses a mailbox can have (RFC 6154 §2). */
export type SpecialUse = '\\All' | '\\Archive' | '\\Drafts' | '\\Flagged' | '\\Junk' | '\\Sent' | '\\Trash';

/** Where the engine takes accounts from. */
export interface Backend {
  /** The account, or undefined where user or password is wrong (in the same time). The engine slows guessing down. */
  login(user: string, password: string): Promise<Account | undefined>;
}

/** A name that LIST shows. */
export interface MailboxInfo {
  /** Levels divided by "/", Unicode in NFC; the inbox is `INBOX`, in capitals. */
  readonly name: string;
  readonly specialUse?: SpecialUse;
  readonly subscribed: boolean;
  /** False for a name without a mailbox: a subscription that outlived it. Missing parents need no entry: the engine adds them. */
  readonly selectable: boolean;
}

/** The numbers of STATUS (RFC 9051 §6.3.11). `deleted` and `unseen` count messages, `size` is in bytes. */
export interface MailboxStatus {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly size: number;
  readonly uidNext: Uid;
  readonly uidValidity: number;
  readonly highestModSeq: ModSeq;
  /** See `Mailbox`. */
  readonly mailboxId: string;
}

/** One account, for one connection. Names are as in `MailboxInfo`; the engine has checked and normalised them. */
export interface Account {
  list(): Promise<readonly MailboxInfo[]>;
  /** 'already-exists', 'cannot', 'limit'. A UIDVALIDITY never seen under this name before (RFC 9051 §6.3.4). Gives its mailboxId. */
  create(name: string, specialUse?: SpecialUse): Promise<string>;
  /** 'nonexistent', 'cannot' (INBOX). Inferior names stay (RFC 9051 §6.3.5). */
  delete(name: string): Promise<void>;
  /**
   * 'nonexistent', 'already-exists'. Inferior names move too; renaming INBOX moves its messages into a new mailbox and
   * leaves INBOX empty (RFC 9051 §6.3.6).
   */
  rename(from: string, to: string): Promise<void>;
  /** Subscribing to a name that does not exist is allowed, and so is unsubscribing twice. */
  subscribe(name: string, on: boolean): Promise<void>;
  /** 'nonexistent'. */
  status(name: string): Promise<MailboxStatus>;
  /** Of all mailboxes, by name, where that costs less than to ask for one after the other. */
  statuses?(): Promise<ReadonlyMap<string, MailboxStatus>>;
  /** 'nonexistent'. The mailbox stays the same one when it is renamed. */
  open(name: string): Promise<Mailbox>;
  /** All or none (RFC 3502 §6.3.11), in order, and on disk when it resolves. 'nonexistent', 'over-quota', 'limit'. */
  append(name: string, messages: readonly NewMessage[]): Promise<Appended>;
  /** Bytes that an EXPUNGE of this mailbox would free (RFC 9208 §4.1.4). 'nonexistent'. */
  deletedSize(name: string): Promise<number>;
  /** How full the account is; undefined where there is no limit. */
  quota(): Promise<Quota | undefined>;
  /** What clients have noted about a mailbox, or about the account where none is named (RFC 5464 §3), by name. 'nonexistent'. */
  metadata(mailbox: string | undefined): Promise<ReadonlyMap<string, Buffer>>;
  /** Sets all of these or none; undefined removes. Follows the mailbox when it is renamed, and goes with it. 'nonexistent', 'cannot', 'over-quota'. */
  setMetadata(mailbox: string | undefined, entries: ReadonlyMap<string, Buffer | undefined>): Promise<void>;
  /** Calls back after the list of mailboxes or any mailbox has changed. Returns how to stop. */
  watch(listener: () => void): () => void;
}

/** What takes room in an account and the most there may be (RFC 9208 §3.2); APPEND is refused beyond. */
export interface Quota {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** A message to add. The source is kept byte for byte; line ends are CRLF in any mail that follows the rules. */
export interface NewMessage {
  readonly source: Buffer;
  /** readStructure(source). */
  readonly structure: Structure;
  readonly flags: readonly string[];
  readonly internalDate: Date;
}

/** The UIDs given, in the order of the messages. */
export interface Appended {
  readonly uidValidity: number;
  readonly uids: readonly Uid[];
}

/** What a connection keeps of each message. Flags are as `flags.ts` writes them: system flags in their own case. */
export interface MessageState {
  readonly uid: Uid;
  readonly flags: readonly string[];
  readonly modSeq: ModSeq;
}

/** Messages in columns, by rising UID: of a hundred thousand nobody wants an object each. */
export interface MessageStates {
  readonly uids: readonly Uid[];
  /** See `MessageState`. */
  readonly flags: readonly (readonly string[])[];
  readonly modSeqs: readonly ModSeq[];
}

export const noMessages: MessageStates = { uids: [], flags: [], modSeqs: [] };

/** What neither the client nor the message itself says of it. */
export interface Marks {
  /** The same in copies, wherever they are moved to; never of another mail, also after a backend was put back to an earlier state: an objectid (RFC 8474 §5.1). */
  readonly emailId: string;
  /** When it came to lie in this mailbox, by the backend's clock (RFC 8514 §3); left out where the backend did not note it yet. */
  readonly savedAt?: Date | undefined;
}

/** What FETCH and SEARCH can say without the message's bytes. */
export interface MessageMeta extends MessageState, Marks {
  readonly internalDate: Date;
  /** Bytes of the whole message. */
  readonly size: number;
  readonly structure: Structure;
}

/** What can be kept of a message as FETCH says it. */
export type Form = 'envelope' | 'bodyStructure' | 'header' | 'beginning' | 'structure';

/**
 * What FETCH says of a message, as wire text, or the means to cut it out. Forms that are not at hand are left out: FETCH works them out
 * from the message itself.
 */
export interface MessageForms extends Marks {
  readonly uid: Uid;
  readonly envelope?: string | undefined;
  readonly bodyStructure?: string | undefined;
  readonly header?: string | undefined;
  /** Its first bytes, as many as come cheaply: all of a short one. */
  readonly beginning?: Buffer | undefined;
  readonly structure?: Structure | undefined;
  /** Where the body is of a message that is neither a multipart nor has a message in it: what `structure` says at more cost. Comes with that. */
  readonly onlyBody?: { readonly start: number; readonly end: number } | undefined;
  readonly internalDate: Date;
  /** Bytes of the whole message. */
  readonly size: number;
}

/** A mailbox at one moment. */
export interface Snapshot {
  readonly messages: MessageStates;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
}

/** What became of a mailbox since a mod-sequence. */
export interface Changes {
  readonly highestModSeq: ModSeq;
  readonly uidNext: Uid;
  /** Removed since, by rising UID; may name messages the connection never heard of. */
  readonly vanished: readonly Uid[];
  /** Removals of that time are forgotten: `vanished` names every UID below UIDNEXT that is not there (RFC 7162 §5.3). */
  readonly removalsForgotten?: boolean;
  /** Added or changed since and still there, with their flags of now. */
  readonly changed: MessageStates;
}

/** The parts of a search that a backend may answer from what it keeps: the rest, flags and sets, the engine knows itself. */
export type StoredKey = Extract<
  SearchKey,
  { kind: 'arrived' | 'sent' | 'saved' | 'email-id' | 'age' | 'larger' | 'smaller' | 'envelope' | 'header' | 'text' }
>;

/** What a backend says of one key, of all messages below `uidNext`: those in neither list do not match. Lists are rising. */
export interface Verdicts {
  /** Match for certain. */
  readonly matching: readonly Uid[];
  /** Their own mail decides: the engine looks into it. */
  readonly open: readonly Uid[];
  /** Messages from here on came later, and decide themselves too. */
  readonly uidNext: Uid;
}

/** What a message is sorted and threaded by. */
export interface MessageKeys {
  readonly uid: Uid;
  /** In the order asked for, as `sortKeysOf` gives them. */
  readonly values: readonly SortValue[];
}

/** Where copies went: `from[i]` became `to[i]`; messages that no longer exist are left out. */
export interface Copied {
  readonly uidValidity: number;
  readonly from: readonly Uid[];
  readonly to: readonly Uid[];
}

/** add, remove or replace: what STORE does with its flags (RFC 9051 §6.4.6). */
export type StoreMode = 'add' | 'remove' | 'replace';

/** What a change of flags came to. */
export interface Stored {
  /** Left alone because they had changed since, ascending. */
  readonly modified: readonly Uid[];
  /** What every message has now whose flags it changed, and no other; where it changed none, one that is not taken yet. */
  readonly modSeq: ModSeq;
}

/** One mailbox. Lists of UIDs are rising and without repeats; UIDs of messages that no longer exist are left out in silence. */
export interface Mailbox {
  readonly name: string;
  readonly uidValidity: number;
  /** The same under any name, as long as UIDVALIDITY is the same; never another mailbox's: an objectid (RFC 8474 §4). */
  readonly mailboxId: string;
  snapshot(): Promise<Snapshot>;
  /** 'gone' when the mailbox has been deleted. */
  changesSince(modSeq: ModSeq): Promise<Changes | 'gone'>;
  /**
   * What of the whole mailbox matches, exactly as `judge` and `matchesHeader`, `matchesText` would say of each message; undefined where
   * nothing is kept for such a key. `now` is in milliseconds since 1970.
   */
  answer?(key: StoredKey, now: number): Promise<Verdicts | undefined>;
  /** By rising UID, some hundreds at a time. Messages of which nothing is kept are left out: SORT and THREAD look into them. */
  keys?(uids: readonly Uid[], names: readonly KeyName[]): AsyncIterable<readonly MessageKeys[]>;
  /** By rising UID. May read ahead a little, never all of a large list. */
  read(uids: readonly Uid[]): AsyncIterable<MessageMeta>;
  /**
   * By rising UID, some hundreds at a time, and of the forms only those asked for: see `writeForms`. `header` is the message's header
   * with the blank line that ends it.
   */
  forms(uids: readonly Uid[], wanted: readonly Form[]): AsyncIterable<readonly MessageForms[]>;
  /**
   * Bytes [start, end) of a message, in pieces of at most 256 KiB: a 25 MB body is never whole in memory. Gives
   * nothing, or ends early, when the message no longer exists.
   */
  body(uid: Uid, start: number, end: number): AsyncIterable<Buffer>;
  /**
   * Changes flags (see changeFlags). A message whose modSeq is above `unchangedSince` is left alone and named in
   * `modified` (RFC 7162 §3.1.3). A message whose flags stay the same needs no new modSeq.
   */
  store(uids: readonly Uid[], mode: StoreMode, flags: readonly string[], unchangedSince?: ModSeq): Promise<Stored>;
  /** Removes for good those of the messages that are \Deleted at that moment: another connection may have taken it off meanwhile. */
  expunge(uids: readonly Uid[]): Promise<void>;
  /** Flags and internal date are kept (RFC 9051 §6.4.7). All or none. 'nonexistent', 'over-quota'. */
  copy(uids: readonly Uid[], to: string): Promise<Copied>;
  /** As copy, and removed here in the same transaction (RFC 9051 §6.4.8). The target may be this very mailbox. */
  move(uids: readonly Uid[], to: string): Promise<Copied>;
  /** Calls back after this mailbox may have changed, by whomever. Returns how to stop. */
  watch(listener: () => void): () => void;
}
