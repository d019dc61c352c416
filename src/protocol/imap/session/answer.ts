// What SEARCH and SORT make of what was found.
import { returnAll } from '../command/returns';
import type { Returns } from '../command/returns';
import type { Uid } from '../ids';
import { writeEsearch } from '../response/search';
import type { Found } from '../response/search';
import { partOf } from '../wire/partialRange';
import type { Chosen } from './choose';
import { uidsOf } from './choose';
import type { Selected, Session } from './session';

/** Messages in the order of the answer, for a command that searches. */
interface Answered {
  readonly found: readonly Chosen[];
  /** Whether the search was for a mod-sequence. */
  readonly byModSeq: boolean;
  readonly uid: boolean;
  readonly returns: Returns | undefined;
}

/**
 * Keeps what SAVE is to keep and tells what was found: `plain` writes it where the client used no RETURN. A client of IMAP4rev2 that did not
 * is answered with ESEARCH too, where `plain` is left out (RFC 9051 §7.3.4).
 */
export function tellFound(
  session: Session,
  selected: Selected,
  { found, byModSeq, uid, returns }: Answered,
  plain: ((found: Found) => string) | undefined,
): void {
  if (returns?.names.includes('SAVE')) selected.saved = savedOf(found, returns);
  const numbers = numbersOf(found, uid);
  const modSeq = byModSeq ? { modSeq: highest(returns ? returned(found, returns) : found) } : {};
  const extended = returns ?? (plain ? undefined : returnAll);
  if (extended) session.output.write(writeEsearch(session.tag, uid, extended, { numbers, ...modSeq }));
  else if (plain) session.output.write(plain({ numbers, ...modSeq }));
}

/** As the client is told them. */
export function numbersOf(found: readonly Chosen[], uid: boolean): number[] {
  return found.map((one) => (uid ? one.uid : one.sequence));
}

function savedOf(found: readonly Chosen[], returns: Returns): Uid[] {
  return uidsOf(returned(found, returns)).sort((a, b) => a - b);
}

/** The messages that an answer is about: with MIN, MAX or PARTIAL only, these alone (RFC 9051 §6.4.4.1, RFC 4731 §3.2, RFC 9394 §3.2). */
export function returned(found: readonly Chosen[], { names, partial }: Returns): readonly Chosen[] {
  const some = [
    ...(names.includes('MIN') ? found.slice(0, 1) : []),
    ...(partial ? partOf(found, partial) : []),
    ...(names.includes('MAX') ? found.slice(-1) : []),
  ];
  const few = partial !== undefined || names.includes('MIN') || names.includes('MAX');
  return !few || names.includes('ALL') || names.includes('COUNT') ? found : [...new Set(some)];
}

function highest(found: readonly Chosen[]): number {
  return found.reduce((most, { modSeq }) => Math.max(most, modSeq), 0);
}
