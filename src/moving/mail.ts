// What is handed between the ends of a way: our store at one, files or an IMAP account at the other.
import { UserError } from '../base/errors';

/** One of our mails on its way out. */
export interface OutMail {
  /** Tells it from every other mail of this store, for ever: `V` and UIDVALIDITY, `U` and UID. */
  readonly id: string;
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** Bytes. */
  readonly size: number;
  /** As stored, CRLF line ends, in pieces of at most 128 KiB. May be called again. Throws MailGone behind the last piece where they are not all. */
  readonly bytes: () => Iterable<Buffer>;
}

/** One of our mails was removed while it was copied. */
export class MailGone extends UserError {
  constructor(mail: Pick<OutMail, 'internalDate' | 'size'>) {
    super(`${wordsFor(mail)} went meanwhile, and was left out.`);
  }
}

/** What a person knows a mail by: nothing of what is in it. */
export function wordsFor({ internalDate, size }: Pick<OutMail, 'internalDate' | 'size'>): string {
  return `a mail of ${new Date(internalDate).toISOString().slice(0, 10)} with ${size} bytes`;
}

/** A mailbox of ours on its way out. */
export interface OutFolder {
  /** Unicode, '/' between levels. */
  readonly name: string;
  /** `\Sent` and so on (RFC 6154 §2). */
  readonly specialUse: string | undefined;
}

/** Mails that went a way already, with their UIDs where they went, where those are known. */
export type Known = ReadonlyMap<string, number | undefined>;

/** What became of a mail: put there, found there, or not to be put there (in a sentence); `placed` is its UID there, if it has one. */
export type Put =
  | { readonly result: 'moved' | 'there'; readonly placed?: number | undefined }
  | { readonly result: 'refused'; readonly why: string };

/** Where mail goes. */
export interface Target {
  /** The place in the book of what was moved. */
  readonly peer: string;
  open(folder: OutFolder): Promise<TargetFolder>;
  close(): Promise<void>;
}

export interface TargetFolder {
  /** Changes when what was put there before cannot be there any more. */
  readonly key: string;
  /** How many mails may be put before `flush` is called. */
  readonly batch: number;
  /** Puts a mail there, if it is not there already. Nothing of it is left there where its bytes throw. */
  put(mail: OutMail, known: Known): Promise<Put>;
  /** Makes everything put so far last. */
  flush(): Promise<void>;
  /** Leaves the folder, flushed or not. */
  close(): Promise<void>;
}

/** A mail on its way in. */
export interface InMail {
  /** Tells it from every other of its folder; where there is no such thing, its content does. */
  readonly key: string | undefined;
  /** As the store keeps them: see `cleanFlags`. */
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** CRLF line ends. */
  readonly source: Buffer;
}

/** What lies in a folder: a mail, one that is known already, or one that cannot be had, with the reason in a sentence. */
export type InItem =
  | { readonly kind: 'mail'; readonly mail: InMail }
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly why: string };

/** Where mail comes from. */
export interface Source {
  /** The place in the book of what was moved. */
  readonly peer: string;
  folders(): Promise<readonly SourceFolder[]>;
  close(): Promise<void>;
}

export interface SourceFolder {
  /** Unicode, '/' between levels, as a stranger wrote it. */
  readonly name: string;
  /** The same from where the source begins: '' for its INBOX, or for a file or folder that was named. */
  readonly below: string;
  readonly specialUse: string | undefined;
  /** Changes when the keys of its mails mean other mails. */
  readonly key: string;
  /** How many mails there are, where that is known before they are read. */
  readonly count: number | undefined;
  mails(known: Known): AsyncIterable<InItem>;
}

/** How far the work is. */
export type Report = (done: number, total?: number) => void;

/** What was done in one folder. */
export interface Tally {
  readonly mailbox: string;
  moved: number;
  /** Moved before, or there by other ways. */
  there: number;
  refused: number;
}

/** What was done in all, and a sentence for every mail that was left. */
export interface Summary {
  readonly folders: readonly Tally[];
  readonly problems: readonly string[];
}

/** Mail from files is told by its content, wherever the files are: the same name in the book for all. */
export const filesPeer = 'files';
