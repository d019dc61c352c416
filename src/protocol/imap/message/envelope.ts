import type { Envelope, MailAddress } from '../../mime';
import { writeListOrNil, writeOptionalText } from './text';

/** The value of the ENVELOPE fetch item (RFC 9051 §7.5.2), a wire string. */
export function writeEnvelope(envelope: Envelope): string {
  const { from } = envelope;
  const items = [
    writeOptionalText(envelope.date),
    writeOptionalText(envelope.subject),
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
  return writeListOrNil([writeOptionalText(name), writeOptionalText(route), writeMailbox(mailbox), writeHost(host)]);
}

/** An address without one of its halves must not look like a group, whose halves are NIL: Dovecot's words for it. */
function writeMailbox(mailbox: string | undefined): string {
  return writeOptionalText(mailbox === '' ? 'MISSING_MAILBOX' : mailbox);
}

function writeHost(host: string | undefined): string {
  return writeOptionalText(host === '' ? 'MISSING_DOMAIN' : host);
}
