import { separator } from '../wire/mailboxName';

/**
 * Whether a name matches a LIST pattern: "*" stands for anything, "%" for anything within a level (RFC 9051 §6.3.9). Takes
 * time in proportion to the name times the "%" behind the last "*", whatever the pattern. INBOX matches in any case, as a first level too.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  // RFC 9051 §5.1: in any case, and so in part: `InB%` finds it
  let anyCase = /^INBOX(\/|$)/.test(name) ? 'INBOX'.length : 0;
  const allButStar = pattern.length - 1;
  let places = new Set([0]);
  for (const char of name) {
    places = step(closure(places, pattern), pattern, char, anyCase-- > 0);
    if (places.size === 0) return false;
    // LIST of everything, and the view that NOTIFY takes of the account, ask for nothing else
    if (places.has(allButStar) && pattern.endsWith('*')) return true;
  }
  return closure(places, pattern).has(pattern.length);
}

/** A wildcard may stand for nothing. Places before a "*" that was reached are left behind: what they could still find, it finds. */
function closure(places: ReadonlySet<number>, pattern: string): Set<number> {
  const all = new Set(places);
  let star = -1;
  for (const place of all) {
    const char = pattern.charAt(place);
    if (char === '*') star = Math.max(star, place);
    if (isWildcard(char)) all.add(place + 1);
  }
  for (const place of all) if (place < star) all.delete(place);
  return all;
}

function step(places: ReadonlySet<number>, pattern: string, char: string, anyCase: boolean): Set<number> {
  const next = new Set<number>();
  for (const place of places) {
    const wanted = pattern.charAt(place);
    if (wanted === '*' || (wanted === '%' && char !== separator)) next.add(place);
    else if (pattern.startsWith(char, place) || (anyCase && wanted.toUpperCase() === char))
      next.add(place + char.length);
  }
  return next;
}

function isWildcard(char: string): boolean {
  return char === '*' || char === '%';
}
