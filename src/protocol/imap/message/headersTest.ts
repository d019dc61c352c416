import { LF } from '../../../base/bytes';
import { valueText } from '../../mime';
import type { Uid } from '../ids';
import { foldText } from './casemap';
import { fieldEnd } from './headerFields';
import { headerTest } from './searchText';

/** Headers of messages as wire text, one behind the other. */
export interface HeaderRun {
  readonly text: string;
  readonly uids: readonly Uid[];
  /** Where the header of each ends, with its blank line or with its mail, and that of the next begins. */
  readonly ends: readonly number[];
}

/** Gives those that pass. */
export type HeadersTest = (run: HeaderRun) => Uid[];

/** `headerTest` for many headers at once: most have no such field, and of the others only that field is looked at. */
export function headersTest(name: string, needle: string): HeadersTest {
  return isFieldName.test(name) ? byLines(name, foldText(needle)) : oneByOne(headerTest(name, needle));
}

/** ftext (RFC 5322 §2.2), no longer than a line. What else clients may ask for, lines that are no field among it, is rare. */
const isFieldName = /^[!-9;-~]{1,998}$/;

function oneByOne(matches: (header: string) => boolean): HeadersTest {
  return ({ text, uids, ends }) => uids.filter((_, n) => matches(text.slice(ends[n - 1] ?? 0, ends[n])));
}

function byLines(name: string, wanted: string): HeadersTest {
  // twice as quick as to look for it in a copy in small letters
  const named = new RegExp(name.replace(/\W/g, '\\$&'), 'gi');
  return ({ text, uids, ends }) => {
    const passing: Uid[] = [];
    let [n, start] = [0, 0];
    while (named.test(text)) {
      const at = named.lastIndex - name.length;
      for (; (ends[n] ?? Infinity) <= at; n++) start = ends[n] ?? start;
      const [uid, end] = [uids[n], ends[n]];
      if (uid === undefined || end === undefined) break;
      const isLine = at === start || text.charCodeAt(at - 1) === LF;
      const passes = isLine && hasValue(text, named.lastIndex, end, wanted);
      if (passes) passing.push(uid);
      // what begins in one header and ends in the next may hide the beginning of that
      named.lastIndex = passes ? end : Math.min(named.lastIndex, end);
    }
    return passing;
  };
}

/** Whether a field whose name ends at `at` contains the text; false where there is no field, for want of a colon. */
function hasValue(text: string, at: number, end: number, wanted: string): boolean {
  colon.lastIndex = at;
  if (!colon.test(text) || colon.lastIndex > end) return false;
  const value = text.slice(colon.lastIndex, fieldEnd(text, colon.lastIndex, end));
  return foldText(valueText(value)).includes(wanted);
}

/** Blanks before it are not part of the name (RFC 5322 §4.5.1): what `trimEnd` takes off, of single bytes. */
const colon = /[\t\v\f\r \xa0]*:/y;
