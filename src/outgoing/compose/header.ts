import { sameAddress } from '../../base/address';
import type { Nym } from '../../nym';
import {
  encodeWords,
  fieldRaw,
  fieldText,
  firstField,
  readMailboxes,
  writeAddresses,
  writeField,
} from '../../protocol/mime';
import type { HeaderField, Mailbox } from '../../protocol/mime';
import type { Ancestors } from './ancestors';

/** What all letters of one mail have in common in their headers. */
export interface Shared {
  readonly nym: Pick<Nym, 'address' | 'displayName'>;
  readonly fields: readonly HeaderField[];
  readonly messageId: string;
  readonly date: string;
  readonly ancestors: Ancestors;
}

/**
 * The header of a letter but for its MIME fields, LF line ends. An allow-list: whatever else the client wrote stays here. The
 * name in From is the one set for the nym, never the client's: that is where real names slip out.
 */
export function writeHeader(
  { nym, fields, messageId, date, ancestors }: Shared,
  to: readonly Mailbox[],
  cc: readonly Mailbox[],
): string {
  return [
    writeField('From', writeAddresses([{ name: nym.displayName, address: nym.address }])),
    writeField('To', to.length > 0 ? writeAddresses(to) : 'undisclosed-recipients:;'),
    ...(cc.length > 0 ? [writeField('Cc', writeAddresses(cc))] : []),
    ...replyTo(fields, nym),
    ...subject(fields),
    writeField('Message-ID', messageId),
    writeField('Date', date),
    ...idField('In-Reply-To', ancestors.inReplyTo),
    ...idField('References', ancestors.references),
    'MIME-Version: 1.0\n',
  ].join('');
}

/** Kept only where it is the nym: any other address would join the two. */
function replyTo(fields: readonly HeaderField[], { address, displayName }: Shared['nym']): string[] {
  const named = fields
    .filter(({ name }) => name.toLowerCase() === 'reply-to')
    .flatMap((field) => readMailboxes(fieldRaw(field)));
  if (named.length === 0 || !named.every((one) => sameAddress(one.address, address))) return [];
  return [writeField('Reply-To', writeAddresses([{ name: displayName, address }]))];
}

function subject(fields: readonly HeaderField[]): string[] {
  const field = firstField(fields, 'subject');
  return field === undefined ? [] : [writeField('Subject', encodeWords(fieldText(field)))];
}

function idField(name: string, ids: readonly string[]): string[] {
  return ids.length > 0 ? [writeField(name, ids.join(' '))] : [];
}
