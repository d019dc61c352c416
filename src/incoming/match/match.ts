import type { Nym } from '../../nym';
import { openMatcher } from '../../protocol/nymserv';
import type { Selector } from '../../protocol/nymserv';
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
  const bySubject = openMatcher(nyms.flatMap((nym) => subjectsOf(nym).map((selector) => ({ ...selector, nym }))));
  const trials = nyms.filter(needsTrial).map((nym) => ({ nym, earliest: earliestOf(nym) }));
  return ({ subject, postedAt }) => {
    const found = new Map<Nym, Candidate>();
    for (const { nym, scheme } of bySubject(subject)) if (!found.has(nym)) found.set(nym, { nym, scheme });
    for (const { nym, earliest } of trials)
      if (!found.has(nym) && (postedAt?.getTime() ?? earliest) >= earliest) found.set(nym, { nym, scheme: 'trial' });
    return [...found.values()];
  };
}

function subjectsOf({ selectors }: Nym): Exclude<Selector, { scheme: 'trial' }>[] {
  return selectors.filter((selector) => selector.scheme !== 'trial');
}

/** In ms since 1970. What is older than the key cannot be for it. */
function earliestOf({ key, oldKeys }: Nym): number {
  const created = [key, ...oldKeys].map(({ publicKey }) => publicKey.created.getTime());
  return Math.min(...created) - limits.clockSkewMs;
}

/**
 * Nyms without a subject, and those whose creation is unanswered: duplicate and reserved replies ignore the subject asked for
 * (nymserv.md §6).
 */
function needsTrial({ state, selectors }: Nym): boolean {
  if (untried.includes(state)) return false;
  return state === 'requested' || selectors.some((selector) => selector.scheme === 'trial');
}
