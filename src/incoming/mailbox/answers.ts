import type { StoredKey, Verdicts } from '../../protocol/imap';
import type { MailboxId, MessageRange, Messages } from '../../store';
import { forClient } from './errors';

const dayMs = 86_400_000;
const least = Number.MIN_SAFE_INTEGER;
const most = Number.MAX_SAFE_INTEGER;

/** What is kept for SEARCH: columns of messages so far. Undefined for keys that only the mail itself can answer. */
export async function answerKey(
  messages: Messages,
  id: MailboxId,
  key: StoredKey,
  now: number,
): Promise<Verdicts | undefined> {
  const range = key.kind === 'email-id' ? forClient(() => bodyOf(messages, key.id)) : rangeOf(key, now);
  return range && { ...forClient(() => messages.inRange(id, range)), open: [] };
}

/** Messages have one of the bodies from 1 on: none has 0. */
function bodyOf(messages: Messages, name: string): MessageRange {
  const body = messages.bodyNamed(name) ?? 0;
  return { column: 'bodyId', least: body, most: body };
}

function rangeOf(key: StoredKey, now: number): MessageRange | undefined {
  switch (key.kind) {
    case 'larger':
      return { column: 'size', least: Math.min(key.bytes, most - 1) + 1, most };
    case 'smaller':
      return { column: 'size', least, most: Math.min(key.bytes, most) - 1 };
    case 'age':
      return { column: 'internalDate', ...ageOf(key.older, now - key.seconds * 1000) };
    case 'arrived':
      return { column: 'internalDate', ...daysOf[key.when](key.day * dayMs) };
    case 'saved':
      return { column: 'savedAt', ...daysOf[key.when](key.day * dayMs) };
    default:
      return undefined;
  }
}

/** RFC 5032 §2: as old as that is older. */
function ageOf(older: boolean, moment: number) {
  return older ? { least, most: moment } : { least: moment + 1, most };
}

/** Days begin in UTC, as internal dates are shown. */
const daysOf = {
  before: (start: number) => ({ least, most: start - 1 }),
  on: (start: number) => ({ least: start, most: start + dayMs - 1 }),
  since: (start: number) => ({ least: start, most }),
};
