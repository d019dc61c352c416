import { createHash } from 'node:crypto';
import { forMailClient, latin1, utf8 } from '../../base/bytes';
import { disown } from '../../base/ownFields';
import { writeAddresses, writeField } from '../../protocol/mime';
import type { Article, Outcome, Verdict } from '../article';
import { limits } from './limits';
import { writeDate, writeTextPart } from './text';

/** The bridge itself as a sender: an address that nobody can have (RFC 2606 §2). */
const bridge = { name: 'nymbridge', address: 'nymbridge@bridge.invalid' };

const unsigned: Record<Exclude<Verdict, 'good'>, string> = {
  bad: 'Its signature does not fit: the message was changed after it was signed, or the signature is forged.',
  missing: 'Nobody signed it.',
  'unknown-key': 'It is signed, but not with the key of the nym server.',
};

export interface NoticeParts {
  readonly nym: string;
  readonly article: Article;
  readonly finding: Outcome;
  /** Without a leading mbox line. */
  readonly payload: Buffer;
  /** Whether the payload is a message with a header of its own. */
  readonly isMail: boolean;
  readonly date: Date;
}

/**
 * A mail, CRLF line ends, that says in plain words why a message is not simply in the mailbox, with the message (where it
 * could be opened, and is not too long) and the raw article attached. Its sender and subject are the bridge's own: nothing in it that a
 * stranger may have written can be taken for the message's author.
 */
export function writeNotice(parts: NoticeParts): Buffer {
  const { nym, article, finding, date } = parts;
  const boundary = `=_${createHash('sha256').update(article.source).digest('hex').slice(0, 40)}`;
  const header = [
    writeField('From', writeAddresses([bridge])),
    writeField('To', nym),
    writeField(
      'Subject',
      finding.kind === 'opened' ? `Unverified message for ${nym}` : `Unreadable message for ${nym}`,
    ),
    writeField('Date', writeDate(date)),
    'MIME-Version: 1.0\n',
    writeField('Content-Type', `multipart/mixed; boundary="${boundary}"`),
  ].join('');
  const opened = finding.kind === 'opened' && !isTooLong(parts) ? [attachPayload(parts)] : [];
  const pieces = [utf8(writeTextPart(utf8(explain(parts)))), ...opened, attachArticle(article)];
  const body = pieces.flatMap((piece) => [latin1(`\r\n--${boundary}\r\n`), forMailClient(piece)]);
  return Buffer.concat([forMailClient(utf8(header)), ...body, latin1(`\r\n--${boundary}--\r\n`)]);
}

/** Anybody can have a small article unpack to a large message. */
function isTooLong({ payload }: NoticeParts): boolean {
  return payload.length > limits.attachedBytes;
}

function explain(parts: NoticeParts): string {
  const { nym, finding } = parts;
  return [
    ...(finding.kind === 'opened' ? unverified(parts, finding.signature.verdict) : unreadable(nym, finding.reason)),
    '',
    'The article is attached as it stood in the newsgroup.',
    '',
    '-- ',
    'nymbridge',
    '',
  ].join('\n');
}

function unverified(parts: NoticeParts, verdict: Verdict): string[] {
  const { nym, payload } = parts;
  const where = isTooLong(parts)
    ? [`Unpacked it has ${payload.length} bytes: too many to be attached. Nothing was done because of it.`]
    : ['It is attached as it is, and nothing was done because of it.'];
  return [
    `A message for ${nym} came without a valid signature of its nym server.`,
    ...(verdict === 'good' ? [] : [unsigned[verdict]]),
    '',
    'Everything a nym server sends is signed, so this may come from anybody: neither its sender nor',
    'its content can be trusted.',
    ...where,
  ];
}

function unreadable(nym: string, reason: string): string[] {
  return [
    `An article that looks like mail for ${nym} could not be opened.`,
    reason,
    '',
    'If you expected a message, ask its sender to send it again.',
  ];
}

function attachPayload({ payload, isMail }: NoticeParts): Buffer {
  return isMail ? attachMessage('message.eml', disown(forMailClient(payload))) : utf8(writeTextPart(payload));
}

function attachArticle(article: Article): Buffer {
  return attachMessage('article.eml', disown(forMailClient(article.source)));
}

function attachMessage(filename: string, message: Buffer): Buffer {
  const fields = [
    writeField('Content-Type', 'message/rfc822'),
    writeField('Content-Disposition', `attachment; filename="${filename}"`),
    'Content-Transfer-Encoding: 8bit\n\n',
  ].join('');
  return Buffer.concat([utf8(fields), message]);
}
