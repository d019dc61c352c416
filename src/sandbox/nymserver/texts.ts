// What the server says, word for word (nymserv.md §6; the recorded articles decide). LF line ends.
import type { Conf } from './conf';

/** "Congratulations!": the nym is made. The text names mixnym.net whatever the server is. */
export function createdText(conf: Conf): string {
  return `${headline('Congratulations!')}You have registered the pseudonym ${conf.address}.

From now on, messages sent to this address will be encrypted to your key and
signed by the Nymserver before being delivered to the newsgroup
alt.anonymous.messages.

If you want to modify your Nym in the future, send a signed and encrypted
message to config@mixnym.net.  The message should contain one instruction
per line, in the format:

instruction: setting

For example, to configure an hSub password of "Panda":

hsub: Panda

Any combination of commands can be sent in the same message.  You can also
unset an option by setting it to 'none'.  E.g.
Symmetric: none

Modifications to your Nym will receive a confirmation message in
alt.anonymous.messages, formatted in accordance with your request.

${settingsText(conf)}`;
}

/** "Nym Modification Successful": also where nothing was changed. */
export function changedText(conf: Conf): string {
  return `${headline('Nym Modification Successful')}You have successfully modified your pseudonym ${conf.address}.

${settingsText(conf)}`;
}

export function deletedText(address: string): string {
  return `${headline('Nym Deletion in progress!')}Your nym ${address} is now being deleted.

As per your modification request, your nym is now being deleted from the
server.  This is the last message the server will be able to encrypt to this
key.  As part of the deletion process, the Nym configuration will also be
deleted.  Should you decide to recreate the Nym, it will begin with a default
configuration.  Good-Bye, it's been good!
`;
}

export function duplicateText(address: string, keyId: string): string {
  return `${headline(`Error - Duplicate Nym Address ${address}.`)}
You attempted to register a Nym that already exists on the server.  You are
receiving this response because the server can send a message encrypted to
the unique key you created but external users can only send to an email
address.  Hence, the email address must be unique.
${keyText(keyId)}`;
}

export function reservedText(address: string, keyId: string): string {
  return `${headline(`Error - ${address} is a reserved Nym.`)}
You attempted to register a reserved Nym name.  You are receiving this response
because the server can send a message encrypted to the unique key you created
but the Nym will not be functional.
${keyText(keyId)}`;
}

export function noRecipientText(address: string, subject: string): string {
  return `${headline('Error: Message not sent')}Your request to send a message from your nym ${address} failed.
The Subject of the message was: ${subject}

The cause of the failure is that you didn't specify any recipients in your
encrypted message.  (Whilst a Cc header will be honoured, a valid To header is
compulsory.)

The encrypted payload of your message must be formatted like a standard email
message.  It should begin with the headers, each containing a Colon-Space
between name and content.  The headers should be followed by a blank line and
then the content.

Please note, the signature on your message was successfully verified in order
to prove you were the genuine originator of the message.  A failed signature
would prevent this response to your Nym.
`;
}

/** The fields of a letter that its receipt names, as the letter went out. */
export interface ReceiptFields {
  readonly from: string;
  readonly to: string;
  readonly cc: string | undefined;
  readonly subject: string;
  readonly date: string;
  readonly messageId: string;
}

/** The receipt for a letter: it means that the server tried (nymserv.md §4). */
export function receiptText(domain: string, letter: ReceiptFields): string {
  return `From: send@${domain}
To: ${letter.from}
Subject: Delivery Notification for ${letter.to}
Date: ${letter.date}

Your email to ${letter.to} was sent.
${letter.cc === undefined ? '' : `It was copied to ${letter.cc}\n`}The Subject was: ${letter.subject}
The Message-ID was: ${letter.messageId}
`;
}

function headline(text: string): string {
  return `${text}\n${'-'.repeat(text.length)}\n\n`;
}

function keyText(keyId: string): string {
  return `\nThe key ${keyId} will now be deleted from the server.\n`;
}

function settingsText(conf: Conf): string {
  const lines = Object.entries(conf.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return `The options currently configured on your Nym are:-\n\n${lines.map(([name, value]) => `${name}: ${shown(value)}\n`).join('')}`;
}

/** As Python prints it. */
function shown(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'True' : 'False';
}
