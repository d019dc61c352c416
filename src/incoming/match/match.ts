import type { Nym } from '../../nym';
import { openMatcher } from '../../protocol/nymserv';
import type { Outside, Scheme } from '../article';
import { limits } from './limits';

/** A nym that an article may be for, and why. */
export interface Candidate {
  readonly nym: Nym;
  readonly scheme: Scheme;
}

/** States in which no key is tried on what bears no subject of ours: the server does not know the nym, and has said so. */
const untried: readonly Nym['state'][] = ['draft', 'duplicate', 'reserved'];

/**
 * Makes the test of articles against these nyms; make it anew when a nym changes. The test gives the nyms the article may
 * be for: those whose subject it bears, then those whose key is worth trying. Most articles give none.
 */
export function openMatch(nyms: readonly Nym[]): (article: Outside) => readonly Candidate[] {
  const tests = nyms.map(testFor);
  return (article) => {
    const found = tests.map((test) => test(article)).filter((one) => one !== undefined);
    return [...found.filter((one) => one.scheme !== 'trial'), ...found.filter((one) => one.scheme === 'trial')];
  };
}

function testFor(nym: Nym): (article: Outside) => Candidate | undefined {
  const bySubject = openMatcher(nym.selectors.filter((selector) => selector.scheme !== 'trial'));
  const trial = needsTrial(nym);
  // what is older than the key cannot be for it
  const created = [nym.key, ...nym.oldKeys].map(({ publicKey }) => publicKey.created.getTime());
  const earliest = Math.min(...created) - limits.clockSkewMs;
  return (article) => {
    const selector = bySubject(article.subject);
    if (selector) return { nym, scheme: selector.scheme };
    return trial && (article.postedAt?.getTime() ?? earliest) >= earliest ? { nym, scheme: 'trial' } : undefined;
  };
}

/**
 * Nyms without a subject, and those whose creation is unanswered: duplicate and reserved replies ignore the subject asked for
 * (nymserv.md §6).
 */
function needsTrial({ state, selectors }: Nym): boolean {
  if (untried.includes(state)) return false;
  return state === 'requested' || selectors.some((selector) => selector.scheme === 'trial');
}
