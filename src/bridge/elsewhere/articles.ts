import { UserError } from '../../base/errors';
import { openMaildirSource } from '../../moving';
import { openByKey } from '../../nym';
import type { NymId } from '../../store';
import type { Bridge } from '../open';
import { spoolArticles } from '../spoolArticles';
import type { Gathered } from './gathered';

/** They wait in memory for the one transaction: years of mail have less. */
const mostBytes = 512 * 1024 * 1024;

/**
 * Finds the nym's articles in a Maildir of aam2mail's: those that its key opens. Mail of other nyms, and any other mail, is left
 * where it is. Kept, they are opened and delivered as if they came from the newsgroup now, once each. Throws UserError where
 * there is no Maildir.
 */
export async function findArticles(
  bridge: Bridge,
  folder: string,
  nym: Gathered,
): Promise<Pick<Gathered, 'articles' | 'problems' | 'keepMail'>> {
  const found: Buffer[] = [];
  const problems: string[] = [];
  let bytes = 0;
  let closed = 0;
  for await (const item of mailsIn(folder)) {
    if (item.kind === 'refused') problems.push(item.why);
    if (item.kind !== 'mail' || !isArticle(item.mail.source)) continue;
    const { source } = item.mail;
    const text = await openByKey(source, { key: nym.key, passphrases: nym.symmetric }, bridge.clock.now());
    if (text === undefined) {
      closed++;
      continue;
    }
    found.push(source);
    bytes += source.length;
    if (bytes > mostBytes)
      throw new UserError(`${folder} has more than 512 MB of articles for this nym. Give a part of it.`);
  }
  const keepMail = (_id: NymId) => {
    spoolArticles(bridge, nym.selectors, found);
  };
  if (closed > 0) problems.push(closedSentence(closed, folder));
  return { articles: found.length, problems, keepMail };
}

function closedSentence(closed: number, folder: string): string {
  const what = closed === 1 ? 'One article' : `${closed} articles`;
  return `${what} in ${folder} did not open and stayed there: another nym's, or under a symmetric layer whose passphrase was not given (--symmetric).`;
}

async function* mailsIn(folder: string) {
  const source = openMaildirSource(folder);
  try {
    for (const one of await source.folders()) yield* one.mails(new Map());
  } finally {
    await source.close();
  }
}

/** aam2mail puts an article's body behind four fields of its own, its Subject a fixed one. */
function isArticle(source: Buffer): boolean {
  const head = source.toString('latin1', 0, 64 * 1024);
  return /^subject: nym message from /im.test(head) && source.includes('-----BEGIN PGP MESSAGE-----');
}
