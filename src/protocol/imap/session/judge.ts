import type { MessageMeta, StoredKey } from '../backend';
import type { SearchKey } from '../command/searchKey';
import { hasFlag } from '../flags';
import { matchesEnvelope, matchesHeader, matchesText } from '../message/searchText';
import type { SearchSource } from '../message/searchText';
import { dayOf, dayOfField } from '../wire/dateTime';
import type { Day } from '../wire/dateTime';
import { unreachable } from '../../../base/errors';
import type { Chosen } from './choose';

/** What is known of a message when it is judged: first its flags, then what is kept of it, its description, in the end its text. */
export interface Evidence extends Chosen {
  readonly meta?: MessageMeta;
  /** Milliseconds since 1970, for OLDER and YOUNGER. */
  readonly now: number;
  /** Whether a set of the search names this message. */
  readonly isIn: (key: SearchKey & { kind: 'sequence' }, chosen: Chosen) => boolean;
  /** What the backend has said without looking into the message; undefined where it has not been asked, or does not know. */
  readonly answered: (key: StoredKey, chosen: Chosen) => boolean | undefined;
}

/**
 * Whether a message is what a search looks for (RFC 9051 §6.4.4); undefined where that takes more evidence. Most searches
 * are settled by flags alone, without reading anything.
 */
export function judge(key: SearchKey, evidence: Evidence): boolean | undefined {
  switch (key.kind) {
    case 'all':
      return true;
    case 'flag':
      return hasFlag(evidence.flags, key.flag);
    case 'sequence':
      return evidence.isIn(key, evidence);
    case 'modseq':
      return evidence.modSeq >= key.least;
    case 'not':
      return negate(judge(key.key, evidence));
    case 'and':
    case 'or':
      return combine(key.keys, key.kind === 'or', (one) => judge(one, evidence));
    case 'header':
    case 'text':
      return evidence.answered(key, evidence);
    default:
      return evidence.meta ? judgeMeta(key, evidence.meta, evidence.now) : evidence.answered(key, evidence);
  }
}

/** The same with the message's text to look into: always settled. Cheap keys are judged first, whatever their place. */
export async function judgeByText(key: SearchKey, evidence: Evidence, source: SearchSource): Promise<boolean> {
  const known = judge(key, evidence);
  if (known !== undefined) return known;
  switch (key.kind) {
    case 'header':
      return matchesHeader(source, key.name, key.text);
    case 'text':
      return matchesText(source, key.part, key.text);
    case 'not':
      return !(await judgeByText(key.key, evidence, source));
    case 'and':
      for (const one of key.keys) if (!(await judgeByText(one, evidence, source))) return false;
      return true;
    case 'or':
      for (const one of key.keys) if (await judgeByText(one, evidence, source)) return true;
      return false;
    default:
      return false;
  }
}

type MetaKey = Exclude<StoredKey, { kind: 'header' | 'text' }>;

function judgeMeta(key: MetaKey, meta: MessageMeta, now: number): boolean {
  switch (key.kind) {
    case 'larger':
      return meta.size > key.bytes;
    case 'smaller':
      return meta.size < key.bytes;
    case 'age':
      return meta.internalDate.getTime() <= now - key.seconds * 1000 === key.older;
    case 'arrived':
      return isOn(dayOf(meta.internalDate), key.when, key.day);
    case 'saved':
      // where it is not known the internal date stands for it (RFC 8514 §4.3)
      return isOn(dayOf(meta.savedAt ?? meta.internalDate), key.when, key.day);
    case 'email-id':
      return meta.emailId === key.id;
    case 'envelope':
      return matchesEnvelope(meta.structure, key.field, key.text);
    case 'sent':
      return isOn(dayOfField(meta.structure.envelope.date ?? ''), key.when, key.day);
    default:
      return unreachable(key);
  }
}

function isOn(day: Day | undefined, when: 'before' | 'on' | 'since', wanted: Day): boolean {
  if (day === undefined) return false;
  if (when === 'on') return day === wanted;
  return when === 'before' ? day < wanted : day >= wanted;
}

function negate(verdict: boolean | undefined): boolean | undefined {
  return verdict === undefined ? undefined : !verdict;
}

/** One verdict of `decisive` settles it; otherwise all have to be in. */
function combine(
  keys: readonly SearchKey[],
  decisive: boolean,
  verdictOf: (key: SearchKey) => boolean | undefined,
): boolean | undefined {
  let open = false;
  for (const key of keys) {
    const verdict = verdictOf(key);
    if (verdict === decisive) return decisive;
    open ||= verdict === undefined;
  }
  return open ? undefined : !decisive;
}
