import type { Nym } from '../../nym';
import { encodeWords, fieldRaw, fieldText, firstField, writeAddresses, writeField } from '../../protocol/mime';
import type { HeaderField, Mailbox } from '../../protocol/mime';
import { limits } from './limits';

/** What all letters of one mail have in common in their headers. */
export interface Shared {
  readonly nym: Pick<Nym, 'address' | 'displayName'>;
  readonly fields: readonly HeaderField[];
  readonly messageId: string;
  readonly date: string;
}

/**
 * The header of a letter but for its MIME fields, LF line ends. An allow-list: whatever else the client wrote stays here. The
 * name in From is the one set for the nym, never the client's: that is where real names slip out.
 */
export function writeHeader(
  { nym, fields, messageId, date }: Shared,
  to: readonly Mailbox[],
  cc: readonly Mailbox[],
): string {
  return [
    writeField('From', writeAddresses([{ name: nym.displayName, address: nym.address }])),
    writeField('To', to.length > 0 ? writeAddresses(to) : 'undisclosed-recipients:;'),
    ...(cc.length > 0 ? [writeField('Cc', writeAddresses(cc))] : []),
    ...subject(fields),
    writeField('Message-ID', messageId),
    writeField('Date', date),
    ...ancestors(fields, 'In-Reply-To', 1),
    ...ancestors(fields, 'References', limits.references),
    'MIME-Version: 1.0\n',
  ].join('');
}

function subject(fields: readonly HeaderField[]): string[] {
  const field = firstField(fields, 'subject');
  return field === undefined ? [] : [writeField('Subject', encodeWords(fieldText(field)))];
}

/** Message-IDs only: In-Reply-To was once free text, and some clients still write names and dates there. */
function ancestors(fields: readonly HeaderField[], name: string, most: number): string[] {
  const field = firstField(fields, name);
  const ids = field === undefined ? [] : readMessageIds(fieldRaw(field)).slice(-most);
  return ids.length > 0 ? [writeField(name, ids.join(' '))] : [];
}

/** The Message-IDs in a field, with angle brackets. */
export function readMessageIds(value: string): string[] {
  // neither side of the "@" can hold one, so this reads any field in linear time
  const ids = value.match(/<[!-;=?A-~]+@[!-;=?A-~]+>/g) ?? [];
  return ids.filter((id) => id.length <= limits.messageIdCharacters);
}
