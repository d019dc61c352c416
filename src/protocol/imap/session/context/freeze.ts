import type { SearchKey } from '../../command/searchKey';
import { normalRanges, star } from '../../wire/sequenceSet';
import type { Range, SequenceSet } from '../../wire/sequenceSet';
import type { Selected } from '../session';

/** A search with UIDs for the sequence numbers and the `$` of this moment. */
export function freeze(key: SearchKey, selected: Selected): SearchKey {
  switch (key.kind) {
    case 'not':
      return { ...key, key: freeze(key.key, selected) };
    case 'and':
    case 'or':
      return { ...key, keys: key.keys.map((one) => freeze(one, selected)) };
    case 'sequence':
      return key.uid && key.set !== '$' ? key : { ...key, uid: true, set: uidsNamed(key.set, selected) };
    default:
      return key;
  }
}

/** No UID comes in between later: a range of numbers is a range of UIDs. */
function uidsNamed(set: SequenceSet, { tracker, saved }: Selected): readonly Range[] {
  if (set === '$')
    return normalRanges(
      saved.map((uid) => ({ first: uid, last: uid })),
      0,
    );
  return normalRanges(set, tracker.count).flatMap(({ first, last }) => {
    const from = tracker.uidAt(first);
    const to = tracker.uidAt(Math.min(last, tracker.count));
    return from !== undefined && to !== undefined ? { first: from, last: to } : [];
  });
}

/** Whether a message may come to match, or cease to, without being changed itself: by time, or as the last one. */
export function isFluid(key: SearchKey): boolean {
  switch (key.kind) {
    case 'not':
      return isFluid(key.key);
    case 'and':
    case 'or':
      return key.keys.some(isFluid);
    case 'sequence':
      return key.set !== '$' && key.set.some(({ first, last }) => first === star || last === star);
    default:
      return key.kind === 'age';
  }
}
