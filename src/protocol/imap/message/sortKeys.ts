import { decodeWords, fieldRaw, firstField } from '../../mime';
import type { Envelope, HeaderField, MailAddress, Structure } from '../../mime';
import { baseSubject } from './baseSubject';
import { casemap } from './casemap';
import { readMessageIds } from './messageIds';
import { sentDate } from './sentDate';

/** What messages can be sorted by (RFC 5256 §3, RFC 5957 §4). */
export type SortKey = 'ARRIVAL' | 'CC' | 'DATE' | 'DISPLAYFROM' | 'DISPLAYTO' | 'FROM' | 'SIZE' | 'SUBJECT' | 'TO';

/** What else of a message THREAD goes by: whether its subject says reply or forward (0 or 1), its ID, and those it comes after, one to a line. */
export type ThreadKey = 'ISREPLY' | 'MESSAGEID' | 'REFERENCES';

export type KeyName = SortKey | ThreadKey;

/** Numbers compare as numbers, texts by `compareMapped`. One key gives one of the two always. */
export type SortValue = number | string;

/** A message to take keys of; the fields of its header, where THREAD is to be answered. */
export interface KeySource {
  readonly internalDate: Date;
  /** Bytes. */
  readonly size: number;
  readonly structure: Structure;
  readonly fields?: readonly HeaderField[];
}

const readKey: Record<KeyName, (source: KeySource) => SortValue> = {
  ARRIVAL: ({ internalDate }) => arrivedAt(internalDate),
  CC: ({ structure }) => mailboxOf(structure.envelope.cc[0]),
  DATE: ({ structure, internalDate }) => sentAt(structure.envelope) ?? arrivedAt(internalDate),
  DISPLAYFROM: ({ structure }) => displayOf(structure.envelope.from[0]),
  DISPLAYTO: ({ structure }) => displayOf(structure.envelope.to[0]),
  FROM: ({ structure }) => mailboxOf(structure.envelope.from[0]),
  SIZE: ({ size }) => size,
  SUBJECT: ({ structure }) => subjectOf(structure.envelope).subject,
  TO: ({ structure }) => mailboxOf(structure.envelope.to[0]),
  ISREPLY: ({ structure }) => Number(subjectOf(structure.envelope).isReply),
  MESSAGEID: ({ structure }) => readMessageIds(structure.envelope.messageId ?? '')[0] ?? '',
  REFERENCES: ({ structure, fields }) => referencesOf(structure.envelope, fields).join('\n'),
};

/** The values of a message that it is sorted or threaded by, in the order of the keys. */
export function sortKeysOf(source: KeySource, keys: readonly KeyName[]): SortValue[] {
  return keys.map((key) => readKey[key](source));
}

/** One key that is a text. */
export function sortTextOf(source: KeySource, key: Exclude<KeyName, 'ARRIVAL' | 'DATE' | 'ISREPLY' | 'SIZE'>): string {
  return String(readKey[key](source));
}

/** Milliseconds since 1970, of whole seconds: those that share what INTERNALDATE says go by what is next (RFC 5256 §3). */
function arrivedAt(internalDate: Date): number {
  return internalDate.getTime() - (internalDate.getTime() % 1000);
}

/** Milliseconds since 1970. A mail whose Date says nothing is as old as its stay here (RFC 5256 §2.2). */
export function sentAt({ date }: Envelope): number | undefined {
  return sentDate(date ?? '');
}

/** References, or where it names nobody, the first ID of In-Reply-To (RFC 5256 §3). The nearest is the last. */
function referencesOf({ inReplyTo }: Envelope, fields: readonly HeaderField[] = []): string[] {
  const field = firstField(fields, 'References');
  const references = field ? readMessageIds(fieldRaw(field)) : [];
  return references.length > 0 ? references : readMessageIds(inReplyTo ?? '').slice(0, 1);
}

/** Mapped for comparing. */
export function subjectOf({ subject }: Envelope): { readonly subject: string; readonly isReply: boolean } {
  const { text, isReply } = baseSubject(decodeWords(subject ?? ''));
  return { subject: casemap(text), isReply };
}

/** addr-mailbox of the first address (RFC 5256 §3): for a group, its name. */
function mailboxOf(address: MailAddress | undefined): string {
  return casemap(address?.mailbox ?? '');
}

/** The name shown, or the address where there is none (RFC 5957 §3). */
function displayOf(address: MailAddress | undefined): string {
  const { name = '', mailbox = '', host } = address ?? {};
  if (name !== '') return casemap(decodeWords(name));
  return casemap(host === undefined ? mailbox : `${mailbox}@${host}`);
}
