import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readAtom, readKeyword, readList } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import { readQuietItems } from './fetch';
import type { FetchItem } from './fetch';
import type { CommandForm } from './form';

/** What happens to messages (RFC 5465 §8, message-event). */
const messageEvents = ['MessageNew', 'MessageExpunge', 'FlagChange'] as const;
/** What a client can be told of (RFC 5465 §5). */
export const notifyEvents = [
  ...messageEvents,
  'MailboxName',
  'SubscriptionChange',
  'MailboxMetadataChange',
  'ServerMetadataChange',
] as const;
export type NotifyEvent = (typeof notifyEvents)[number];

/** Which mailboxes (RFC 5465 §6). */
export type NotifyFilter =
  | { readonly kind: 'SELECTED' | 'SELECTED-DELAYED' | 'PERSONAL' | 'INBOXES' | 'SUBSCRIBED' }
  | { readonly kind: 'SUBTREE' | 'MAILBOXES'; readonly names: readonly string[] };

/** Some mailboxes and what of them is to be told. */
export interface NotifyGroup {
  readonly filter: NotifyFilter;
  readonly events: ReadonlySet<NotifyEvent>;
  /** What to fetch of each new message, of the selected mailbox only. */
  readonly items: readonly FetchItem[];
}

/** NOTIFY (RFC 5465 §3.1) */
export interface Notify {
  /** None for NOTIFY NONE. */
  readonly groups: readonly NotifyGroup[];
  /** Whether STATUS is to be told of the mailboxes first. */
  readonly status: boolean;
  readonly isNone: boolean;
  /** Whether events are among them that nobody here knows of. */
  readonly unknown: boolean;
}

export const notify: CommandForm<Notify> = {
  read: (c) => {
    c.expect(' ');
    if (c.take('NONE')) return { groups: [], status: false, isNone: true, unknown: false };
    c.expect('SET ');
    const status = c.take('STATUS ');
    const read = [readGroup(c)];
    while (c.take(' ')) {
      if (read.length >= limits.listItems) c.fail('Too many groups');
      read.push(readGroup(c));
    }
    const groups = read.map(({ group }) => group);
    if (groups.filter(isOfSelected).length > 1) c.fail('SELECTED goes once');
    return { groups, status, isNone: false, unknown: read.some(({ unknown }) => unknown) };
  },
  show: ({ groups, isNone }) =>
    isNone ? 'NOTIFY NONE' : `NOTIFY SET ${groups.map(({ filter }) => filter.kind).join(' ')}`,
};

/** Whether a group is about the mailbox that is open. */
export function isOfSelected({ filter }: NotifyGroup): boolean {
  return filter.kind === 'SELECTED' || filter.kind === 'SELECTED-DELAYED';
}

interface ReadGroup {
  readonly group: NotifyGroup;
  readonly unknown: boolean;
}

// event-group = "(" filter-mailboxes SP events ")"                         RFC 5465 §8
function readGroup(c: Cursor): ReadGroup {
  c.expect('(');
  const filter = readFilter(c);
  c.expect(' ');
  const read = c.take('NONE') ? [] : readList(c, limits.listItems, () => readEvent(c));
  c.expect(')');
  const events = new Set(read.flatMap(({ event }) => event ?? []));
  const group = { filter, events, items: read.flatMap(({ items }) => items) };
  checkEvents(c, group);
  return { group, unknown: read.some(({ event }) => event === undefined) };
}

/** RFC 5465 §5, RFC 5465 §6.1, and the comments on message-event in RFC 5465 §8. */
function checkEvents(c: Cursor, group: NotifyGroup): void {
  const { events, items } = group;
  const inPairs = events.has('MessageNew') === events.has('MessageExpunge');
  if (!inPairs || (events.has('FlagChange') && !events.has('MessageNew')))
    c.fail('MessageNew and MessageExpunge go together, and FlagChange with them');
  const messagesOnly = [...events].every((event) => messageEvents.some((one) => one === event));
  if (isOfSelected(group) ? !messagesOnly : items.length > 0) c.fail('Not for these mailboxes');
}

function readFilter(c: Cursor): NotifyFilter {
  const kind = readKeyword(c);
  switch (kind) {
    case 'SELECTED':
    case 'SELECTED-DELAYED':
    case 'PERSONAL':
    case 'INBOXES':
    case 'SUBSCRIBED':
      return { kind };
    case 'SUBTREE':
    case 'MAILBOXES':
      c.expect(' ');
      return { kind, names: c.peek() === '(' ? readList(c, limits.listItems, () => readMailbox(c)) : [readMailbox(c)] };
    default:
      return c.fail('Unknown mailboxes before this point');
  }
}

function readEvent(c: Cursor): { readonly event: NotifyEvent | undefined; readonly items: readonly FetchItem[] } {
  const word = readAtom(c).toUpperCase();
  const event = notifyEvents.find((one) => one.toUpperCase() === word);
  return { event, items: event === 'MessageNew' && c.looksAt(' (') ? afterSpace(c, readQuietItems) : [] };
}
