import { asBuffer } from '../../base/bytes';
import type { Store } from '../../store';
import { isWhole, readArticle } from '../article';

/**
 * Spools an article that another program had fetched, to be looked at like those from the newsgroup. `subject` takes the
 * place of what that program wrote there. False where the article waits in the spool already. `now` is ms since 1970.
 */
export function takeIn(store: Store, source: Uint8Array, subject: string, now: number): boolean {
  const bytes = withSubject(asBuffer(source), readArticle(source).body, subject);
  const article = readArticle(bytes);
  return store.spool.addAgain({
    messageId: article.messageId,
    subject: article.subject,
    postedAt: article.postedAt?.getTime(),
    fetchedAt: now,
    source: bytes,
    whole: isWhole(article),
  });
}

/** The header without its Subject, which may be folded, and with this one. */
function withSubject(source: Buffer, body: Buffer, subject: string): Buffer {
  const lines = source.toString('latin1', 0, source.length - body.length).split(/\r?\n/);
  const kept: string[] = [];
  let isSubject = false;
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) isSubject = /^subject:/i.test(line);
    if (!isSubject && line !== '') kept.push(line);
  }
  const header = [...kept, `Subject: ${Buffer.from(subject, 'utf8').toString('latin1')}`, '', ''].join('\n');
  return Buffer.concat([Buffer.from(header, 'latin1'), body]);
}
