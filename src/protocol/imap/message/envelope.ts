import type { Envelope, MailAddress } from '../../mime';
import { writeListOrNil, writeOptionalText } from './text';

/** The value of the ENVELOPE fetch item (RFC 9051 §7.5.2), a wire string. */
export function writeEnvelope(envelope: Envelope): string {
  const { from } = envelope;
  const items = [
    writeOptionalText(envelope.date),
    writeOptionalText(oneBlank(envelope.subject)),
    writeAddresses(from),
    // RFC 9051 §7.5.2: "If the Sender or Reply-To header fields are absent or empty, the server sets them to From."
    writeAddresses(envelope.sender.length > 0 ? envelope.sender : from),
    writeAddresses(envelope.replyTo.length > 0 ? envelope.replyTo : from),
    writeAddresses(envelope.to),
    writeAddresses(envelope.cc),
    writeAddresses(envelope.bcc),
    writeOptionalText(envelope.inReplyTo),
    writeOptionalText(envelope.messageId),
  ];
  return writeListOrNil(items);
}

function writeAddresses(list: readonly MailAddress[]): string {
  return writeListOrNil(list.map(writeAddress), '');
}

// address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
function writeAddress({ name, route, mailbox, host }: MailAddress): string {
  // A NIL host is the beginning or end of a group, so what lacks one of its halves says so in Dovecot's words.
  const local = host === undefined ? mailbox : nonEmpty(mailbox, 'MISSING_MAILBOX');
  const domain = host === undefined ? host : nonEmpty(host, 'MISSING_DOMAIN');
  return writeListOrNil([oneBlank(name), route, local, domain].map(writeOptionalText));
}

function nonEmpty(text: string | undefined, instead: string): string {
  return text === undefined || text === '' ? instead : text;
}

/** What people read, with one blank for several and for the tab of a folded line: as Dovecot shows it. */
function oneBlank(text: string | undefined): string | undefined {
  return text?.replace(/[ \t]+/g, ' ');
}
