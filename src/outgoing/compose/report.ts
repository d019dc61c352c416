import { isAscii } from 'node:buffer';
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
  /** Its number in the outbox. */
  readonly id: number;
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
 * programs, and the letter itself.
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
  const pieces = [utf8(explanation(failed)), utf8(status(failed)), original(failed)];
  const body = pieces.flatMap((part) => [utf8(`--${boundary}\n`), part, utf8('\n')]);
  return fileMail(Buffer.concat([utf8(`${header}\n`), ...body, utf8(`--${boundary}--\n`)]));
}

function subjectOf({ kind, payload }: FailedLetter): string {
  if (kind !== 'send') return 'request to the nym server';
  return (payload && subjectIn(payload)) ?? 'your mail';
}

/** What a letter is about; undefined where it does not say. */
export function subjectIn(payload: Buffer): string | undefined {
  const field = firstField(readHeader(payload).fields, 'subject');
  return field === undefined ? undefined : fieldText(field).trim() || undefined;
}

function explanation(failed: FailedLetter): string {
  const text = encodeQuotedPrintable(utf8([...explain(failed), ''].join('\n')));
  return `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${text}`;
}

function explain({ id, kind, recipients, reason, uncertain }: FailedLetter): string[] {
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
      'Wait for the receipt of the nym server, or ask the recipient, before you send it once more:',
      `nymbridge outbox retry ${id}`,
    ];
  return [
    `Your mail to ${whom} was not sent.`,
    '',
    reason,
    '',
    'It is not tried again by itself. Once the cause is gone, send it once more:',
    `nymbridge outbox retry ${id}`,
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

/**
 * RFC 6522 §3: the letter whole, so that its words are at hand to be sent once more. Of a request nothing: it has no header, and all
 * of it is passphrases and keys, which are not for a mail client to keep.
 */
function original({ kind, payload }: FailedLetter): Buffer {
  if (kind !== 'send' || payload === undefined) return utf8('Content-Type: text/rfc822-headers\n\n\n');
  const encoding = isAscii(payload) ? '7bit' : '8bit';
  const fields = `Content-Type: message/rfc822\nContent-Transfer-Encoding: ${encoding}\n\n`;
  return Buffer.concat([utf8(fields), payload]);
}
