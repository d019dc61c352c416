import type { Nym } from '../../nym';
import { openMatcher } from '../../protocol/nymserv';
import type { Article, Scheme } from '../article';
import { limits } from './limits';

/** A nym that an article may be for, and why. */
export interface Candidate {
  readonly nym: Nym;
  readonly scheme: Scheme;
}

/** When a nym's key is tried on articles whose subject says nothing. */
type Trial = 'always' | 'without-subject' | 'never';

/**
 * Duplicate and reserved replies ignore the subject asked for (nymserv.md §6), so while a creation is unanswered every
 * article may be its answer. A nym that the server never knew gets no mail. What is lost may yet be answered.
 */
const trials: Record<Nym['state'], Trial> = {
  draft: 'never',
  requested: 'always',
  active: 'without-subject',
  changing: 'without-subject',
  duplicate: 'never',
  reserved: 'never',
  deleting: 'without-subject',
  deleted: 'never',
  expired: 'without-subject',
  lost: 'always',
};

/**
 * Makes the test of articles against these nyms; make it anew when a nym changes. The test gives the nyms the article may
 * be for: those whose subject it bears, then those whose key is worth trying. Most articles give none.
 */
export function openMatch(nyms: readonly Nym[]): (article: Article) => readonly Candidate[] {
  const tests = nyms.filter((nym) => nym.state !== 'draft').map(testFor);
  return (article) => {
    const found = tests.map((test) => test(article)).filter((one) => one !== undefined);
    return [...found.filter((one) => one.scheme !== 'trial'), ...found.filter((one) => one.scheme === 'trial')];
  };
}

function testFor(nym: Nym): (article: Article) => Candidate | undefined {
  const bySubject = openMatcher(nym.selectors.filter((selector) => selector.scheme !== 'trial'));
  const trial = needsTrial(nym);
  const earliest = nym.key.publicKey.created.getTime() - limits.clockSkewMs;
  return (article) => {
    const selector = bySubject(article.subject);
    if (selector) return { nym, scheme: selector.scheme };
    return trial && isWorthTrying(article, earliest) ? { nym, scheme: 'trial' } : undefined;
  };
}

function needsTrial(nym: Nym): boolean {
  const trial = trials[nym.state];
  const hasSubject = nym.selectors.length > 0 && nym.selectors.every((selector) => selector.scheme !== 'trial');
  return trial === 'always' || (trial === 'without-subject' && !hasSubject);
}

/** What rules an article out before a private key is touched: no armor, or older than the key. */
function isWorthTrying(article: Article, earliest: number): boolean {
  return (article.postedAt === undefined || article.postedAt.getTime() >= earliest) && hasArmor(article.body);
}

function hasArmor(body: Buffer): boolean {
  return body.subarray(0, limits.armorWithinBytes).includes('-----BEGIN PGP MESSAGE-----');
}
