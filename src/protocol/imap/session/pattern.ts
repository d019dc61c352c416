import { separator } from '../wire/mailboxName';

/**
 * Whether a name matches a LIST pattern: "*" stands for anything, "%" for anything within a level (RFC 9051 §6.3.9). Takes
 * time in proportion to name times pattern, whatever the pattern. INBOX matches in any case, as a first level too.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  // RFC 9051 §5.1: in any case, and so in part: `InB%` finds it
  let anyCase = /^INBOX(\/|$)/.test(name) ? 'INBOX'.length : 0;
  let places = new Set([0]);
  for (const char of name) {
    places = step(closure(places, pattern), pattern, char, anyCase-- > 0);
    if (places.size === 0) return false;
  }
  return closure(places, pattern).has(pattern.length);
}

/** A wildcard may stand for nothing. */
function closure(places: ReadonlySet<number>, pattern: string): Set<number> {
  const all = new Set(places);
  for (const place of all) if (isWildcard(pattern.charAt(place))) all.add(place + 1);
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
