import type { NymId, NymRow, NymState, Store } from '../store';
import { limits } from './limits';
import { readListed } from './stored';

const day = 24 * 60 * 60_000;

/** Something about a nym that its owner has not been told. */
export interface ToTell {
  readonly id: NymId;
  /** `expires 60` and so on: the key ends within so many days; `expired`: it has; `lost`: the server says nothing any more. */
  readonly what: string;
  /** Until the key ends, rounded up; 0 once it has. */
  readonly daysLeft: number;
}

/** How many days are left of a nym's key, and the warning that is due for it, if one is. Undefined where no end is near or matters. */
export function endOf({ state, expiresAt }: NymRow, now: number): { daysLeft: number; warning: number } | undefined {
  if (expiresAt === undefined || expiresAt <= now || !ends.includes(state)) return undefined;
  const daysLeft = Math.ceil((expiresAt - now) / day);
  const warning = limits.warnDays.findLast((days) => daysLeft <= days);
  return warning === undefined ? undefined : { daysLeft, warning };
}

/** What is to be told now, each once: of the warnings whose time has come only the latest. What was told by a clock that was ahead does not count. */
export function toTell(store: Store, now: number): ToTell[] {
  return store.nyms.all().flatMap((row) => {
    const news = newsOf(row, now);
    return news && !isTold(store, news, now) ? [news] : [];
  });
}

/** What was told before it happened was told of another time, and what was told in a time to come, by a clock that was ahead. */
function isTold(store: Store, { id, what }: ToTell, now: number): boolean {
  const toldAt = store.nyms.life.told(id).get(what);
  const since = what === 'lost' ? (store.nyms.events(id).at(-1)?.at ?? 0) : 0;
  return toldAt !== undefined && toldAt >= since && toldAt <= now + limits.clockAheadMs;
}

/** For a nym that is no more, or never was, the end of its key is no news. */
const ends: readonly NymState[] = ['requested', 'active', 'changing'];

function newsOf(row: NymRow, now: number): ToTell | undefined {
  const { id, state, expiresAt = Infinity } = row;
  const wasThere = readListed(row.options) !== undefined;
  if (state === 'expired') return wasThere ? { id, what: 'expired', daysLeft: 0 } : undefined;
  if (state === 'lost') return { id, what: 'lost', daysLeft: Math.max(0, Math.ceil((expiresAt - now) / day)) };
  const end = endOf(row, now);
  return end && { id, what: `expires ${end.warning}`, daysLeft: end.daysLeft };
}
