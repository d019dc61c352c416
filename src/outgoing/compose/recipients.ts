import { domainToASCII } from 'node:url';
import { readAddress, sameAddress } from '../../base/address';
import { fieldRaw, readMailboxes } from '../../protocol/mime';
import type { HeaderField, Mailbox } from '../../protocol/mime';
import { Refusal } from '../letter';
import { limits } from './limits';

/** Whom a mail is for: the letter that shows To and Cc, and those who each get a letter of their own. */
export interface Recipients {
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly string[];
}

/**
 * Sorts the envelope by the header. The nym server mails to whomever To and Cc name and to nobody else (nymserv.md §4): so they
 * keep only those whom the client really named as recipients, and a recipient in neither is a Bcc one, whatever the Bcc field says.
 */
export function sortRecipients(envelope: readonly string[], fields: readonly HeaderField[]): Recipients {
  const named = envelope.map(checkRecipient);
  const shown = (name: string) =>
    mailboxesOf(fields, name).filter((one) => named.some((own) => sameAddress(own, one.address)));
  const to = unique(shown('to'));
  const cc = unique(shown('cc')).filter((one) => !to.some((other) => sameAddress(one.address, other.address)));
  const bcc = named.filter((one) => ![...to, ...cc].some(({ address }) => sameAddress(one, address)));
  checkTo(fields, to, cc);
  if (bcc.length > limits.bccRecipients)
    throw new Refusal(
      'too-many-recipients',
      `At most ${limits.bccRecipients} hidden recipients: each gets a letter of its own, and the server takes no more a day.`,
    );
  return { to, cc, bcc: uniqueTexts(bcc) };
}

/** An outside address as the nym server can mail to it: ASCII (IDN domains in their ASCII form), without quotes. */
export function checkRecipient(text: string): string {
  const address = readAddress(text);
  const domain = address && domainToASCII(address.domain);
  if (!address || !domain?.includes('.') || !/^[!-~]+$/.test(address.local))
    throw new Refusal(
      'bad-recipient',
      'The recipient is no address that the nym server could mail to: it must look like name@example.org.',
    );
  return `${address.local}@${domain}`;
}

/** `To: undisclosed-recipients:;` is a To field as well: then everybody gets a letter of their own. */
function checkTo(fields: readonly HeaderField[], to: readonly Mailbox[], cc: readonly Mailbox[]): void {
  const hasTo = fields.some(({ name }) => name.toLowerCase() === 'to');
  if (hasTo && (to.length > 0 || cc.length === 0)) return;
  throw new Refusal(
    'no-recipient',
    'The mail has nobody in To, and the nym server sends no mail without. Put at least one recipient there.',
  );
}

function mailboxesOf(fields: readonly HeaderField[], name: string): Mailbox[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .flatMap((field) => readMailboxes(fieldRaw(field)))
    .flatMap((one) => {
      const address = readAddress(one.address);
      return address ? [{ ...one, address: `${address.local}@${domainToASCII(address.domain)}` }] : [];
    });
}

function unique(list: readonly Mailbox[]): Mailbox[] {
  return list.filter((one, at) => list.findIndex((other) => sameAddress(one.address, other.address)) === at);
}

function uniqueTexts(list: readonly string[]): string[] {
  return list.filter((one, at) => list.findIndex((other) => sameAddress(one, other)) === at);
}
