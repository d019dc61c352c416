import { writeNumberSet } from '../wire/sequenceSet';
import { writeString } from '../wire/write';

/** Results that leave or join at a position; 0: each where it belongs by its number. */
export interface Placed {
  readonly position: number;
  readonly numbers: readonly number[];
}

/** ESEARCH that keeps results up to date (RFC 5267 §5, ret-data-addto, ret-data-removefrom), with its line end; '' where nothing changes. */
export function writeUpdate(
  { tag, uid }: { readonly tag: string; readonly uid: boolean },
  removed: readonly Placed[],
  added: readonly Placed[],
): string {
  const items = [...writeItem('REMOVEFROM', removed), ...writeItem('ADDTO', added)];
  return items.length === 0 ? '' : `* ESEARCH (TAG ${writeString(tag)})${uid ? ' UID' : ''} ${items.join(' ')}\r\n`;
}

function writeItem(word: 'ADDTO' | 'REMOVEFROM', all: readonly Placed[]): string[] {
  if (all.length === 0) return [];
  return [`${word} (${all.map(({ position, numbers }) => `${position} ${writeNumberSet(numbers)}`).join(' ')})`];
}
