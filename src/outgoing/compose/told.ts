import { utf8 } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import { encodeQuotedPrintable, encodeWords, writeField } from '../../protocol/mime';
import type { FiledMail } from '../letter';
import { fileMail } from './filed';
import { serverDate, serverMessageId } from './stamp';

/** What the bridge itself has to say to a nym's owner: a line, and paragraphs with LF line ends. */
export interface Told {
  readonly subject: string;
  readonly text: string;
}

/**
 * The fields of a mail that the bridge itself writes, up to MIME-Version, LF line ends. Its author has an address that nobody can
 * have (RFC 2606 §2), and says that no person wrote it (RFC 3834 §5).
 */
export function writeOwnHeader(
  subject: string,
  to: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  submitted: 'auto-generated' | 'auto-replied',
): string {
  return [
    writeField('From', 'nymbridge <nymbridge@bridge.invalid>'),
    writeField('To', to),
    writeField('Subject', encodeWords(subject)),
    writeField('Message-ID', serverMessageId('bridge.invalid', random)),
    writeField('Date', serverDate(clock.now())),
    writeField('Auto-Submitted', submitted),
    'MIME-Version: 1.0\n',
  ].join('');
}

/** A message of the bridge itself for the mailbox of the nym with this address. */
export function writeTold(
  { subject, text }: Told,
  address: string,
  parts: { readonly clock: Clock; readonly random: Random },
): FiledMail {
  const header = [
    writeOwnHeader(subject, address, parts, 'auto-generated'),
    'Content-Type: text/plain; charset=utf-8\n',
    'Content-Transfer-Encoding: quoted-printable\n\n',
  ].join('');
  return fileMail(utf8(header + encodeQuotedPrintable(utf8(text))));
}
