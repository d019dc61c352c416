import { latin1, LF, CR } from '../../base/bytes';
import { writeField } from '../../protocol/mime';
import type { Article, EndToEnd, Scheme, Signature } from '../article';

/** What the bridge says of a mail in fields of its own. */
export interface Marks {
  /** The nym's address. */
  readonly nym: string;
  readonly signature: Signature | undefined;
  readonly scheme: Scheme;
  readonly article: Article;
  /** What a correspondent has encrypted in it; undefined where nothing is. */
  readonly endToEnd: EndToEnd | undefined;
}

/**
 * The bridge's own fields, LF line ends: which nym, the server's signature, a correspondent's encryption, the subject scheme, the
 * article's Message-ID. A message nobody could open has no signature to speak of.
 */
export function writeMarks({ nym, signature, scheme, article, endToEnd }: Marks): string {
  const key = signature?.fingerprint === undefined ? '' : `; fingerprint=${signature.fingerprint}`;
  return [
    writeField('X-Nymbridge-Nym', nym),
    writeField('X-Nymbridge-Signature', signature ? `${signature.verdict}${key}` : 'unread'),
    endToEnd ? writeField('X-Nymbridge-Encryption', verdictOf(endToEnd)) : '',
    writeField('X-Nymbridge-Subject-Scheme', scheme),
    writeField('X-Nymbridge-Article', article.messageId),
  ].join('');
}

/** A word, and what there is to say of it: nothing that a stranger could have worded. */
function verdictOf(endToEnd: EndToEnd): string {
  if (endToEnd.kind !== 'opened') return `${endToEnd.kind}; ${endToEnd.reason}`;
  const { verdict, contact, fingerprint, created } = endToEnd.signature;
  const words = {
    signature: verdict,
    contact,
    fingerprint,
    // a stranger's date may be beyond what a calendar holds
    signed: created && !Number.isNaN(created.getTime()) ? created.toISOString() : undefined,
  };
  const said = Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return ['opened', ...said].join('; ');
}

/**
 * A stranger's mail, with CRLF line ends, made safe to stand behind the bridge's own fields: no line of its header can pass
 * for one of them (`X-Nymbridge-` becomes `X-Outside-Nymbridge-`), whatever counts as a header to whoever reads it, and
 * its first line cannot continue the last of them.
 */
export function disown(mail: Buffer): Buffer {
  const end = headerEnd(mail);
  const header = mail.toString('latin1', 0, end);
  const safe = header.replace(/^x-nymbridge/gim, 'X-Outside-Nymbridge').replace(/^(?=[ \t])/, 'X-Outside-Line:');
  return safe === header ? mail : Buffer.concat([latin1(safe), mail.subarray(end)]);
}

/** The offset behind the first empty line, or the length where there is none: line by line, not by what is a field. */
function headerEnd(mail: Buffer): number {
  if (mail[0] === CR && mail[1] === LF) return 2;
  const blank = mail.indexOf('\r\n\r\n');
  return blank < 0 ? mail.length : blank + 4;
}
