import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { poolWait } from './compose';
import type { Nyms, Request } from './compose';
import type { Letter, LetterKind } from './letter';
import { addLetters, cancelWaiting, outboxLimits } from './outbox';
import type { OutboxId, Store } from './outbox';

interface AskingParts {
  readonly store: Store;
  readonly nyms: Nyms;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * `now`: because somebody has just asked for it, and as soon as the nym's pool lets it. `soon`: at a random time, for what several
 * nyms do by themselves at one moment must not show that they have one owner.
 */
type When = 'now' | 'soon';

export interface Manner {
  /** `now` unless told otherwise. */
  readonly when?: When;
  /** Done in the same transaction. */
  readonly also?: () => void;
}

/**
 * Puts a request into the outbox, in as many copies as its nym wants, spread over hours; takes those out that it stands in for; and
 * notes what it means for the nym: all in one transaction. Gives false, with nothing done, where it repeats a request and another
 * process was faster.
 */
export function addRequest(parts: AskingParts, made: Request, { when = 'now', also }: Manner = {}): boolean {
  const { store, nyms, clock } = parts;
  return store.transaction(() => {
    if (made.awaits && !isFresh(nyms, made.awaits)) return false;
    if (made.awaits) cancelWaiting(store, clock, made.awaits.nymId, standsInFor[made.awaits.kind]);
    const ids = addLetters(store, clock, copiesOf(parts, made, when));
    made.note(nyms, { at: clock.now(), evidence: `outbox ${ids[0]}` });
    if (made.awaits) noteTry(parts, made.awaits, ids.at(-1));
    also?.();
    return true;
  });
}

type Awaits = NonNullable<Request['awaits']>;

/** A later change carries what the one before asked for; a nym to be deleted wants nothing else, least of all to be created after it. */
const standsInFor: Record<Awaits['kind'], readonly LetterKind[]> = {
  create: ['create'],
  config: ['config'],
  delete: ['create', 'config'],
  status: [],
};

function isFresh(nyms: Nyms, { nymId, triedBefore }: Awaits): boolean {
  return triedBefore === undefined || nyms.request(nymId)?.tries === triedBefore;
}

function noteTry({ nyms, clock, random }: AskingParts, awaits: Awaits, outboxId: OutboxId | undefined): void {
  if (outboxId === undefined) return;
  const { nymId, kind, triedBefore } = awaits;
  nyms.noteTry(nymId, { kind, outboxId, isAgain: triedBefore !== undefined }, clock.now(), random);
}

/** Each is sealed by itself, so that no two look alike. What somebody has just asked for waits no longer than the nym's letters. */
function copiesOf({ clock, random }: AskingParts, { letter, copies, pool }: Request, when: When): Letter[] {
  const first = when === 'now' ? poolWait(pool, random) : random.below(outboxLimits.copySpread);
  return Array.from({ length: copies }, (_, i) => {
    const wait = i === 0 ? first : first + random.below(outboxLimits.copySpread);
    return { ...letter, notBefore: clock.now() + wait };
  });
}
