import { silentReturns } from '../command/returns';
import type { Returns } from '../command/returns';
import { partOf } from '../wire/partialRange';
import type { PartialRange } from '../wire/partialRange';
import { writeNumberSet } from '../wire/sequenceSet';
import { writeString } from '../wire/write';

/** What a search found: numbers, rising or as they were sorted, and the highest mod-sequence among them where the search was for one. */
export interface Found {
  readonly numbers: readonly number[];
  readonly modSeq?: number;
}

/** SEARCH (RFC 3501 §7.2.5, RFC 7162 §3.1.5), with its line end. */
export function writeSearch(found: Found): string {
  return writeNumbers('SEARCH', found);
}

/** SORT (RFC 5256 §4), with its line end; the mod-sequence stands as in SEARCH. */
export function writeSort(found: Found): string {
  return writeNumbers('SORT', found);
}

function writeNumbers(name: 'SEARCH' | 'SORT', { numbers, modSeq }: Found): string {
  const list = numbers.length > 0 ? ` ${numbers.join(' ')}` : '';
  return `* ${name}${list}${numbers.length > 0 && modSeq !== undefined ? ` (MODSEQ ${modSeq})` : ''}\r\n`;
}

/**
 * ESEARCH (RFC 9051 §7.3.4, search-return-data), with its line end; nothing at all where nothing is to be told. Nothing found leaves out
 * all but COUNT (RFC 4731 §3.1) and PARTIAL (RFC 9394 §3.1).
 */
export function writeEsearch(
  tag: string,
  uid: boolean,
  { names, partial }: Returns,
  { numbers, modSeq }: Found,
): string {
  if (names.every((name) => silentReturns.includes(name))) return '';
  const found = numbers.length > 0;
  return [
    `* ESEARCH (TAG ${writeString(tag)})`,
    ...(uid ? ['UID'] : []),
    ...(found && names.includes('MIN') ? [`MIN ${String(numbers[0])}`] : []),
    ...(found && names.includes('MAX') ? [`MAX ${String(numbers.at(-1))}`] : []),
    ...(found && names.includes('ALL') ? [`ALL ${writeNumberSet(numbers)}`] : []),
    ...(partial ? [writePartial(numbers, partial)] : []),
    ...(names.includes('COUNT') ? [`COUNT ${numbers.length}`] : []),
    ...(found && modSeq !== undefined ? [`MODSEQ ${modSeq}`] : []),
  ]
    .join(' ')
    .concat('\r\n');
}

// ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"      RFC 9394 §4
function writePartial(numbers: readonly number[], range: PartialRange): string {
  const part = partOf(numbers, range);
  return `PARTIAL (${range.text} ${part.length > 0 ? writeNumberSet(part) : 'NIL'})`;
}
