import { setImmediate as breathe } from 'node:timers/promises';
import { forMailClient, utf8 } from '../../base/bytes';
import { writeField } from '../../protocol/mime';
import { kindsWithHeader, messageIn } from '../../protocol/nymserv';
import type { Reply } from '../../protocol/nymserv';
import type { Article, Finding, Outcome, Scheme } from '../article';
import { behindMarks, writeMarks } from './fields';
import type { Explanation } from './explain';
import { writeNotice } from './notice';
import { withContents } from './opened';
import { unmask } from './outsiders';
import { readPages, writePage } from './pages';
import { mailboxOf, tellingSubject } from './telling';
import { writeDate, writeText, writeTextPart } from './text';

/** An article that is for a nym, and what opening it gave. */
export interface Arrival {
  readonly article: Article;
  readonly scheme: Scheme;
  readonly finding: Outcome;
  /** readReply of the payload; 'unrecognised' where nothing could be opened. */
  readonly reply: Reply;
  /** In which form web pages were asked for. */
  readonly form?: 'page' | 'text';
  /** What the bridge has to say of it. */
  readonly explanation?: Explanation | undefined;
  /** Addresses of the nym and domain of its server. */
  readonly nym: { readonly address: string; readonly domain: string };
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What goes into a mailbox. `trusted` says whether the payload is surely the nym server's own word. */
export interface Delivery {
  readonly mailbox: string;
  /** CRLF line ends. */
  readonly source: Buffer;
  readonly internalDate: Date;
  readonly trusted: boolean;
}

/**
 * Makes the mails out of an arrival: one, but for web pages one each, in the form they were asked for. The nym server has them as
 * alternatives in one mail, of which a client would show the last; and mails of their own are told apart, kept and deleted one by one.
 */
export async function makeDeliveries(arrival: Arrival): Promise<readonly Delivery[]> {
  const { finding, reply, form = 'page', nym } = arrival;
  const pages = isPage(finding, reply) ? readPages(payloadOf(arrival)) : undefined;
  if (!pages) return [makeDelivery(arrival)];
  const date = arrivalDate(arrival);
  const made: Delivery[] = [];
  for (const page of pages) {
    const { subject, entity } = writePage(page, form);
    const header = writeHeader({ from: `url@${nym.domain}`, to: nym.address, subject, date });
    const source = Buffer.concat([marksOf(arrival), forMailClient(utf8(header + entity))]);
    made.push({ mailbox: mailboxOf.page, source, internalDate: date, trusted: false });
    // a page of a megabyte takes a second to be laid out, and the mail client shall not wait for twenty of them
    await breathe();
  }
  return made;
}

/**
 * Makes the mail out of an arrival: the payload behind the bridge's own fields; with a header made for it where it has
 * none; or, where it could not be opened or the server's signature is not good, inside a notice.
 */
export function makeDelivery(arrival: Arrival): Delivery {
  const { finding, reply } = arrival;
  const trusted = isTrusted(finding);
  const internalDate = arrivalDate(arrival);
  const marks = marksOf(arrival);
  if (finding.kind === 'unreadable' || !(trusted || isPage(finding, reply))) {
    const source = Buffer.concat([marks, noticeFor(arrival, internalDate)]);
    return { mailbox: 'INBOX', source, internalDate, trusted: false };
  }
  const message = hasHeader(reply) ? behindMarks(messageOf(arrival)) : withHeader(arrival, internalDate);
  return { mailbox: mailboxOf[reply.kind], source: Buffer.concat([marks, message]), internalDate, trusted };
}

function marksOf(arrival: Arrival): Buffer {
  const { nym, finding } = arrival;
  const said = { signature: signatureOf(finding), endToEnd: endToEndOf(finding) };
  return forMailClient(utf8(writeMarks({ ...arrival, nym: nym.address, ...said })));
}

/** Whether it is surely the nym server's own word. */
export function isTrusted(finding: Finding): boolean {
  return finding.kind === 'opened' && finding.signature.verdict === 'good';
}

/** Web pages are never signed: knowing the passphrase made up for the one request is what vouches for them (nymserv.md §7). */
export function isPage(finding: Finding, reply: Reply): boolean {
  return finding.kind === 'opened' && finding.passphraseOnly && reply.kind === 'page';
}

function signatureOf(finding: Finding) {
  return finding.kind === 'opened' ? finding.signature : undefined;
}

function endToEndOf(finding: Finding) {
  return finding.kind === 'opened' ? finding.endToEnd : undefined;
}

/** When the article was posted; now where it does not say, or says a time to come. */
export function arrivalDate({ article, now }: Pick<Arrival, 'article' | 'now'>): Date {
  const posted = article.postedAt?.getTime() ?? now;
  return new Date(posted > 0 && posted <= now ? posted : now);
}

function hasHeader(reply: Reply): boolean {
  return kindsWithHeader.includes(reply.kind);
}

/** The payload without its mbox line. */
export function payloadOf({ finding, reply }: Pick<Arrival, 'finding' | 'reply'>): Buffer {
  return finding.kind === 'opened' ? messageIn(finding.payload, reply) : Buffer.alloc(0);
}

/** The mail in the payload, CRLF line ends, its correspondent's encryption taken off where that could be. */
function mailOf(arrival: Arrival): Buffer {
  const endToEnd = endToEndOf(arrival.finding);
  const mail = forMailClient(payloadOf(arrival));
  return endToEnd?.kind === 'opened' ? withContents(mail, endToEnd) : mail;
}

/** What has a header of its own: with the server's name on it where it is the server's, a receipt or a page, and else not. */
function messageOf(arrival: Arrival): Buffer {
  const { finding, reply, nym } = arrival;
  const mail = mailOf(arrival);
  return reply.kind === 'receipt' || isPage(finding, reply) ? mail : unmask(mail, nym.domain);
}

function noticeFor(arrival: Arrival, date: Date): Buffer {
  const { article, finding, reply, nym } = arrival;
  return writeNotice({
    nym: nym.address,
    article,
    finding,
    payload: payloadOf(arrival),
    isMail: hasHeader(reply),
    date,
  });
}

function withHeader(arrival: Arrival, date: Date): Buffer {
  const { reply, nym, explanation } = arrival;
  const subject = explanation?.subject ?? tellingSubject(reply, nym.address);
  const header = writeHeader({ from: `config@${nym.domain}`, to: nym.address, subject, date });
  const words = payloadOf(arrival);
  const text = explanation ? writeText(Buffer.concat([utf8(explanation.text), words])) : writeTextPart(words);
  return forMailClient(utf8(header + text));
}

/** A header for what came without one, up to MIME-Version, LF line ends. */
function writeHeader(fields: { from: string; to: string; subject: string; date: Date }): string {
  return [
    writeField('From', fields.from),
    writeField('To', fields.to),
    writeField('Subject', fields.subject),
    writeField('Date', writeDate(fields.date)),
    'MIME-Version: 1.0\n',
  ].join('');
}
