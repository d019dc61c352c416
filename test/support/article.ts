import { latin1 } from '../../src/base/bytes';

export interface ArticleParts {
  readonly messageId?: string;
  readonly subject?: string;
  readonly date?: string;
  readonly from?: string;
  readonly fields?: readonly string[];
  readonly body?: string | Uint8Array;
  readonly lineEnd?: '\r\n' | '\n';
}

/** An article as a news server hands it out; what is not said is as the nym server of nym.test would have it. */
export function makeArticle(parts: ArticleParts = {}): Buffer {
  const eol = parts.lineEnd ?? '\r\n';
  const header = [
    'Path: news.nym.test!nymserv.nym.test!not-for-mail',
    `From: ${parts.from ?? 'Nobody <noreply@nym.test>'}`,
    `Subject: ${parts.subject ?? 'foreign'}`,
    `Message-ID: ${parts.messageId ?? '<some.article@nym.test>'}`,
    'Newsgroups: alt.anonymous.messages',
    `Date: ${parts.date ?? 'Sun, 22 Nov 2026 11:34:50 -0000'}`,
    ...(parts.fields ?? []),
  ].join(eol);
  const body = parts.body ?? foreignBody;
  const bytes = typeof body === 'string' ? latin1(body.replace(/\r?\n/g, eol)) : Buffer.from(body);
  return Buffer.concat([latin1(`${header}${eol}${eol}`), bytes]);
}

/** Looks like a message to somebody else, and is none: the armor holds noise. */
export const foreignBody = [
  '-----BEGIN PGP MESSAGE-----',
  '',
  'hQGMAwAAAAAAAAAAAQwAnTGyi9xVRQglBma6MhWAZn7r519RDJiuHSFOkaRnuzAZ',
  '=AAAA',
  '-----END PGP MESSAGE-----',
  '',
].join('\n');

/** `count` foreign articles with Message-IDs of their own. */
export function foreignArticles(count: number, prefix = 'foreign'): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    makeArticle({ messageId: `<${prefix}.${i}@elsewhere.test>`, subject: `${i}`.padStart(48, 'c0ffee') }),
  );
}
