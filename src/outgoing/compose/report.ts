import { utf8 } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import type { Nym } from '../../nym';
import { encodeQuotedPrintable, fieldText, firstField, readHeader, writeField } from '../../protocol/mime';
import type { FiledMail, LetterKind } from '../letter';
import { fileMail } from './filed';
import { freshBoundary } from './stamp';
import { writeOwnHeader } from './told';

/** A letter that will not be tried again. */
export interface FailedLetter {
  readonly kind: LetterKind;
  readonly recipients: readonly string[];
  /** Undefined where it is gone already. */
  readonly payload: Buffer | undefined;
  /** A sentence. */
  readonly reason: string;
  /** Whether it may have been sent all the same. */
  readonly uncertain: boolean;
}

/**
 * The delivery report for the nym's INBOX (RFC 3464, in a multipart/report of RFC 6522): what failed in plain words, the same for
 * programs, and the header of the letter.
 */
export function writeReport(
  failed: FailedLetter,
  nym: Pick<Nym, 'address' | 'domain'>,
  parts: { readonly clock: Clock; readonly random: Random },
): FiledMail {
  const boundary = freshBoundary(parts.random);
  const subject = failed.uncertain ? 'Possibly not sent' : 'Not sent';
  const header = [
    writeOwnHeader(`${subject}: ${subjectOf(failed)}`, nym.address, parts, 'auto-replied'),
    writeField('Content-Type', `multipart/report; report-type=delivery-status; boundary=${boundary}`),
  ].join('');
  const pieces = [explanation(failed), status(failed), original(failed)];
  const body = pieces.map((part) => `--${boundary}\n${part}\n`).join('');
  return fileMail(utf8(`${header}\n${body}--${boundary}--\n`));
}

/** What is left of the user's own header: encoded words stay ASCII. */
function subjectOf({ kind, payload }: FailedLetter): string {
  if (kind !== 'send') return 'request to the nym server';
  const field = payload && firstField(readHeader(payload).fields, 'subject');
  const text = field === undefined ? '' : fieldText(field);
  return /^[ -~]+$/.test(text) ? text : 'your mail';
}

function explanation(failed: FailedLetter): string {
  const text = encodeQuotedPrintable(utf8([...explain(failed), ''].join('\n')));
  return `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${text}`;
}

function explain({ kind, recipients, reason, uncertain }: FailedLetter): string[] {
  const whom = recipients.join(', ');
  if (kind === 'create' || kind === 'config')
    return [
      `A request to ${whom} could not be handed over.`,
      '',
      reason,
      '',
      'It is sent again by itself, within days, as long as the nym server has not answered.',
    ];
  if (uncertain)
    return [
      `It is not known whether your mail to ${whom} was sent.`,
      '',
      reason,
      '',
      'The nym server sends every copy it gets, so it is not tried again by itself.',
      'Wait for the receipt of the nym server, or ask the recipient, before you send it once more.',
    ];
  return [
    `Your mail to ${whom} was not sent.`,
    '',
    reason,
    '',
    'It will not be tried again. Once the cause is gone, send it once more.',
  ];
}

/** RFC 3464 §2: the fields of the message, then those of each recipient. */
function status({ recipients, reason, uncertain }: FailedLetter): string {
  const fields = recipients.map((recipient) =>
    [
      writeField('Final-Recipient', `rfc822; ${recipient}`),
      `Action: ${uncertain ? 'delayed' : 'failed'}\n`,
      `Status: ${uncertain ? '4.4.2' : '5.0.0'}\n`,
      writeField('Diagnostic-Code', `x-nymbridge; ${reason.replace(/[^ -~]/g, '?')}`),
    ].join(''),
  );
  return ['Content-Type: message/delivery-status\n', 'Reporting-MTA: dns; localhost\n', ...fields].join('\n');
}

/** RFC 6522 §4. A request has no header: all of it is passphrases and keys, which are not for a mail client to keep. */
function original({ kind, payload: whole }: FailedLetter): string {
  const payload = kind === 'send' ? whole : undefined;
  const header = payload === undefined ? '' : payload.toString('utf8', 0, readHeader(payload).end).trimEnd();
  return `Content-Type: text/rfc822-headers\n\n${header}\n`;
}
