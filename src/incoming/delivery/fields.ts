import { latin1 } from '../../base/bytes';
import { disown } from '../../base/ownFields';
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

/** A stranger's mail, with CRLF line ends, made safe to stand behind the bridge's own fields: its first line cannot continue the last of them. */
export function behindMarks(mail: Buffer): Buffer {
  const own = disown(mail);
  return own[0] === 0x20 || own[0] === 0x09 ? Buffer.concat([latin1('X-Outside-Line:'), own]) : own;
}
