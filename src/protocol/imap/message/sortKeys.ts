import { decodeWords, fieldRaw, firstField, readHeader } from '../../mime';
import type { MailAddress } from '../../mime';
import type { MessageMeta } from '../backend';
import { baseSubject } from './baseSubject';
import { casemap } from './casemap';
import { readMessageIds } from './messageIds';
import { sentDate } from './sentDate';

/** What messages can be sorted by (RFC 5256 §3, RFC 5957 §4). */
export type SortKey = 'ARRIVAL' | 'CC' | 'DATE' | 'DISPLAYFROM' | 'DISPLAYTO' | 'FROM' | 'SIZE' | 'SUBJECT' | 'TO';

/** Numbers compare as numbers, texts by `compareMapped`. One key gives one of the two always. */
export type SortValue = number | string;

const readKey: Record<SortKey, (meta: MessageMeta) => SortValue> = {
  ARRIVAL: ({ internalDate }) => internalDate.getTime(),
  CC: (meta) => mailboxOf(meta.structure.envelope.cc[0]),
  DATE: sentAt,
  DISPLAYFROM: (meta) => displayOf(meta.structure.envelope.from[0]),
  DISPLAYTO: (meta) => displayOf(meta.structure.envelope.to[0]),
  FROM: (meta) => mailboxOf(meta.structure.envelope.from[0]),
  SIZE: ({ size }) => size,
  SUBJECT: (meta) => subjectOf(meta).subject,
  TO: (meta) => mailboxOf(meta.structure.envelope.to[0]),
};

/** The values of a message that it is sorted by, in the order of the keys. */
export function sortKeysOf(meta: MessageMeta, keys: readonly SortKey[]): SortValue[] {
  return keys.map((key) => readKey[key](meta));
}

/** What THREAD wants to know of a message (RFC 5256 §3). `sentAt` is in milliseconds, `subject` is mapped for comparing. */
export interface ThreadKeys {
  readonly sentAt: number;
  readonly subject: string;
  readonly isReply: boolean;
}

export function threadKeysOf(meta: MessageMeta): ThreadKeys {
  return { sentAt: sentAt(meta), ...subjectOf(meta) };
}

/** Which messages a message comes after, the nearest last, and its own ID. */
export interface ThreadLinks {
  readonly messageId?: string;
  readonly references: readonly string[];
}

/** References, or where it names nobody, the first ID of In-Reply-To (RFC 5256 §3). `header` is the message's. */
export function threadLinksOf({ structure: { envelope } }: MessageMeta, header: Buffer): ThreadLinks {
  const field = firstField(readHeader(header).fields, 'References');
  const references = field ? readMessageIds(fieldRaw(field)) : [];
  const [messageId] = readMessageIds(envelope.messageId ?? '');
  return {
    references: references.length > 0 ? references : readMessageIds(envelope.inReplyTo ?? '').slice(0, 1),
    ...(messageId !== undefined && { messageId }),
  };
}

/** A mail whose Date says nothing is as old as its stay here (RFC 5256 §2.2). */
function sentAt({ structure, internalDate }: MessageMeta): number {
  return sentDate(structure.envelope.date ?? '') ?? internalDate.getTime();
}

function subjectOf({ structure }: MessageMeta): { readonly subject: string; readonly isReply: boolean } {
  const { text, isReply } = baseSubject(decodeWords(structure.envelope.subject ?? ''));
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
