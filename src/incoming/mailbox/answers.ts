import { foldText, keysVersion } from '../../protocol/imap';
import type { StoredKey, Verdicts } from '../../protocol/imap';
import type { FieldName, KeyCondition, MailboxId, MessageRange, Messages } from '../../store';
import { forClient } from './errors';
import { answerHeader } from './headerAnswers';
import { makeKeys } from './keys';

const dayMs = 86_400_000;
const least = Number.MIN_SAFE_INTEGER;
const most = Number.MAX_SAFE_INTEGER;

/** What is kept for SEARCH: columns of messages and keys of mails. Undefined for what only the mail itself can answer. */
export async function answerKey(
  messages: Messages,
  id: MailboxId,
  key: StoredKey,
  now: number,
): Promise<Verdicts | undefined> {
  const range = key.kind === 'email-id' ? forClient(() => bodyOf(messages, key.id)) : rangeOf(key, now);
  if (range) return { ...forClient(() => messages.inRange(id, range)), open: [] };
  const condition = conditionOf(key);
  if (condition) return byKeys(messages, id, condition);
  return key.kind === 'header' ? answerHeader(messages, id, key) : undefined;
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
      return { column: 'internalDate', ...momentsOf[key.when](key.day * dayMs) };
    case 'saved':
      return { column: 'savedAt', ...momentsOf[key.when](key.day * dayMs) };
    default:
      return undefined;
  }
}

/** RFC 5032 §2: as old as that is older. */
function ageOf(older: boolean, moment: number) {
  return older ? { least, most: moment } : { least: moment + 1, most };
}

/** Days begin in UTC, as internal dates are shown. */
const momentsOf = {
  before: (start: number) => ({ least, most: start - 1 }),
  on: (start: number) => ({ least: start, most: start + dayMs - 1 }),
  since: (start: number) => ({ least: start, most }),
};

const daysOf = {
  before: (day: number) => ({ firstDay: least, lastDay: day - 1 }),
  on: (day: number) => ({ firstDay: day, lastDay: day }),
  since: (day: number) => ({ firstDay: day, lastDay: most }),
};

function conditionOf(key: StoredKey): KeyCondition | undefined {
  if (key.kind === 'sent') return daysOf[key.when](key.day);
  const field = fieldOf(key);
  const text = field && 'text' in key ? foldText(key.text) : '';
  // whether there is such a field at all only the header tells, and NUL would end the text in SQL
  return field && text !== '' && !text.includes('\0') ? { field, text } : undefined;
}

function fieldOf(key: StoredKey): FieldName | undefined {
  if (key.kind === 'envelope') return key.field;
  return key.kind === 'header' && key.name.toLowerCase() === 'message-id' ? 'messageId' : undefined;
}

async function byKeys(messages: Messages, id: MailboxId, condition: KeyCondition): Promise<Verdicts> {
  const ask = () => forClient(() => messages.matching(id, condition, keysVersion));
  const first = ask();
  if (first.missing.length > 0) await makeKeys(messages, id, first.missing);
  const { matching, open, missing, uidNext } = first.missing.length > 0 ? ask() : first;
  return { matching, open: missing.length > 0 ? [...open, ...missing].sort((a, b) => a - b) : open, uidNext };
}
