import { createHash } from 'node:crypto';
import { readMailboxes } from '../../protocol/mime';
import { mixmaster, RemailerError } from '../../protocol/remailer';
import type { Mail } from '../mail';
import type { Self } from './kind';

/** What the real ones take by default (mixmaster.md §7). */
const mostRecipients = 5;

/**
 * What Mixmaster's exit sends: From is its own, or Sender where the message has a From; a disclaimer; an id that is the digest of the text; and one
 * empty line too many before the text (mixmaster.md §7). Throws `malformed` for what is for nobody, or for a newsgroup, `too-large` for too many.
 */
export function mixmasterMails(message: Buffer, { name, address }: Self): Mail[] {
  const { destinations, headers, text } = mixmaster.readPayload(message);
  const fields = headers.map((line) => (/^[ \t]|:/.test(line) ? line : `X-Invalid: ${line}`));
  const recipients = [...destinations, ...valuesOf(fields, ['to', 'cc', 'bcc'])].flatMap((list) =>
    readMailboxes(list).map((mailbox) => mailbox.address),
  );
  if (recipients.length === 0) throw new RemailerError('malformed', 'The message is for nobody that has an address.');
  if (recipients.length > mostRecipients) throw new RemailerError('too-large', 'The message is for too many.');
  const hasFrom = valuesOf(fields, ['from']).length > 0;
  const [domain] = address.split('@').slice(-1);
  const lines = [
    `${hasFrom ? 'Sender' : 'From'}: Anonymous ${name} <${address}>`,
    ...disclaimer(address),
    ...(destinations.length > 0 ? [`To: ${destinations.join(',')}`] : []),
    ...fields.filter((line) => !line.toLowerCase().startsWith('bcc:')),
    `Message-ID: <${createHash('md5').update(text).digest('hex')}@${domain}>`,
  ];
  const source = Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n\n`, 'latin1'), text]);
  return recipients.map((to) => ({ from: address, to, source }));
}

function valuesOf(fields: readonly string[], names: readonly string[]): string[] {
  return fields.flatMap((line) => {
    const colon = line.indexOf(':');
    return names.includes(line.slice(0, colon).toLowerCase()) ? [line.slice(colon + 1)] : [];
  });
}

function disclaimer(address: string): string[] {
  return [
    'Comments: This message did not originate from the Sender address above.',
    '\tIt was remailed automatically by anonymizing remailer software.',
    '\tPlease report problems or inappropriate use to the',
    `\tremailer administrator at <${address}>.`,
  ];
}
