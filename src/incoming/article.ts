import { createHash } from 'node:crypto';
import { asBuffer, CR, LF } from '../base/bytes';
import type { Brand } from '../base/brand';

/** An article's name all over Usenet, with its angle brackets (RFC 5536 §3.1.3); two articles with the same one are one. */
export type MessageId = Brand<string, 'MessageId'>;

/** What the stages of the incoming street hand on: one article of the group, whole, as the news server gave it. */
export interface Article {
  readonly messageId: MessageId;
  /** Unfolded, not decoded; empty where the article has none. */
  readonly subject: string;
  /** When it was posted, as its Date field says; undefined where that is missing or unreadable. */
  readonly postedAt: Date | undefined;
  /** Every byte, with the line ends it came with. */
  readonly source: Buffer;
  /** The part of `source` after the header: the same memory. */
  readonly body: Buffer;
}

/** What an article shows before it is opened: in the group's list, too. */
export type Outside = Pick<Article, 'subject' | 'postedAt'>;

/** By what an article was recognised; `trial` by nothing but that the key fits. */
export type Scheme = 'hsub' | 'plain' | 'esub' | 'trial';

/** What became of the nym server's signature (`good`: made by the key of the nym's own server). */
export type Verdict = 'good' | 'bad' | 'missing' | 'unknown-key';

/** The signature on what an article held: by which primary key, as 40 hex digits, and when it says it was made. */
export interface Signature {
  readonly verdict: Verdict;
  readonly fingerprint?: string;
  readonly created?: Date;
}

/**
 * The signature inside what a correspondent has encrypted. `good`: by the contact whose address is the mail's one From; `not-the-sender`:
 * by another contact; `in-the-mail`: a part of its own (RFC 1847 §2.1), which is the mail client's to check.
 */
export interface SenderSignature {
  readonly verdict: 'good' | 'not-the-sender' | 'bad' | 'missing' | 'unknown-key' | 'in-the-mail';
  /** Address of the contact whose key it is. */
  readonly contact?: string;
  readonly fingerprint?: string;
  readonly created?: Date;
}

/** What a correspondent has encrypted to the nym's own key, inside what the server encrypts. */
export type EndToEnd =
  | {
      readonly kind: 'opened';
      /** An entity with header fields of its own, or a bare text: in UTF-8, unless it is none at all. */
      readonly form: 'entity' | 'text';
      readonly contents: Buffer;
      readonly signature: SenderSignature;
    }
  /** Left as it came: it could not be opened, or, `mixed`, must not be. A sentence without secrets says why. */
  | { readonly kind: 'not-opened' | 'mixed'; readonly reason: string };

/** An ephemeral layer that was taken off. */
export interface LayerStep {
  /** Which of the nym's layers. */
  readonly index: number;
  /** That layer from now on. */
  readonly state: Buffer;
  /** What was inside. */
  readonly inner: Buffer;
}

/** An article that opens once has opened: its layer has moved on, which is to be kept with what came of it. */
interface Layered {
  readonly layer?: LayerStep;
}

/** What opening an article gave. `not-ours` is only ever said after a trial: the article is somebody else's; `duplicate`: the nym has had what is in its ephemeral layer. */
export type Finding =
  | (Layered & {
      readonly kind: 'opened';
      readonly payload: Buffer;
      readonly signature: Signature;
      /** Fingerprint of the nym's key that it was encrypted to, 40 hex digits, where it was to one. */
      readonly openedBy?: string;
      /** The one that opened its symmetric layer, where it had one. */
      readonly passphrase?: string;
      /** Nothing but a passphrase protected it, as with web pages (nymserv.md §7). */
      readonly passphraseOnly: boolean;
      /** Where the payload is a mail with something encrypted in it. */
      readonly endToEnd?: EndToEnd;
    })
  | (Layered & { readonly kind: 'unreadable'; /** A sentence without secrets. */ readonly reason: string })
  | { readonly kind: 'not-ours' | 'duplicate' };

/** What opening an article gave that is to be delivered. */
export type Outcome = Exclude<Finding, { kind: 'not-ours' | 'duplicate' }>;

/** No header of a real article comes near it; what has no blank line before is taken as all header. */
const headerBytes = 256 * 1024;

/**
 * Reads what the bridge needs to know of an article. Never fails: fields may be missing, doubled (the first counts),
 * folded, in any case and in any bytes. `given` is the Message-ID the news server named it by, used where the article
 * itself has none; without either the content makes one up, so that the same bytes are still the same article.
 */
export function readArticle(source: Uint8Array, given?: string): Article {
  const bytes = asBuffer(source);
  const bodyStart = findBody(bytes);
  const fields = readFields(bytes.subarray(0, Math.min(bodyStart, headerBytes)).toString('utf8'));
  const posted = readDate(fields.get('date')) ?? readDate(fields.get('injection-date'));
  return {
    messageId: readMessageId(fields.get('message-id')) ?? readMessageId(given) ?? madeUpId(bytes),
    subject: fields.get('subject') ?? '',
    postedAt: posted,
    source: bytes,
    body: bytes.subarray(bodyStart),
  };
}

/**
 * Whether an article may be all there, as far as anybody can see: it has a body, and armor that begins in it also ends. It
 * takes no key to tell, so that what is asked of news servers because of it says nothing of whose article it is.
 */
export function isWhole({ body }: Article): boolean {
  const begin = body.indexOf('-----BEGIN PGP MESSAGE-----');
  return body.length > 0 && (begin < 0 || body.includes('-----END PGP MESSAGE-----', begin));
}

/** A Message-ID in angle brackets, at most 250 printable ASCII characters (RFC 3977 §3.6); undefined for anything else. */
export function readMessageId(text: string | undefined): MessageId | undefined {
  const id = text?.trim() ?? '';
  return id.length <= 250 && /^<[!-=?-~]+>$/.test(id) ? (id as MessageId) : undefined;
}

function madeUpId(bytes: Buffer): MessageId {
  return `<${createHash('sha256').update(bytes).digest('hex')}@without.invalid>` as MessageId;
}

/** The offset of the first byte after the first empty line, or the length where there is none. */
function findBody(bytes: Buffer): number {
  for (let at = 0; at < bytes.length && at < headerBytes;) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) break;
    if (end === at || (end === at + 1 && bytes[at] === CR)) return end + 1;
    at = end + 1;
  }
  return bytes.length;
}

/** The first field of each name, lower case, unfolded. Pieces are joined once: many folds must not cost the square of their number. */
function readFields(header: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string[]>();
  let pieces: string[] | undefined;
  for (const line of header.split(/\r?\n/)) {
    if (/^[ \t]/.test(line)) {
      pieces?.push(line.trim());
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    pieces = name === '' || fields.has(name) ? undefined : [line.slice(colon + 1).trim()];
    if (pieces !== undefined) fields.set(name, pieces);
  }
  return new Map([...fields].map(([name, value]) => [name, value.join(' ').trim()]));
}

/** A Date field's time; undefined where it cannot be read. */
export function readDate(text: string | undefined): Date | undefined {
  if (text === undefined || text.length > 100) return undefined;
  const time = Date.parse(text.replace(/\([^()]*\)/g, ' ').replace(/-0000\s*$/, '+0000'));
  return Number.isNaN(time) ? undefined : new Date(time);
}
