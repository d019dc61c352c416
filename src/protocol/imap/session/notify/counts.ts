// MessageNew, MessageExpunge and FlagChange of mailboxes that are not open (RFC 5465 §5.1 to RFC 5465 §5.3).
import type { MailboxStatus } from '../../backend';
import type { NotifyGroup } from '../../command/notify';
import type { StatusItem } from '../../command/statusItems';
import { isWatched } from './filter';
import type { Notifying, View } from './state';

/** What STATUS is to say of a mailbox. */
export interface StatusNews {
  readonly name: string;
  readonly items: readonly StatusItem[];
  readonly status: MailboxStatus;
}

/** What the client is told when it begins to watch (RFC 5465 §3.1). */
export function firstCounts(groups: readonly NotifyGroup[], view: View, openId: string | undefined): StatusNews[] {
  return watched(groups, view, openId).map(({ name, status, flags }) => ({
    ...{ name, status },
    items: ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', ...(flags ? (['HIGHESTMODSEQ'] as const) : [])],
  }));
}

/** What it is told when something has changed, or had while it was `unsure`; `modSeqs`: whether it wants mod-sequences. */
export function changedCounts(
  groups: readonly NotifyGroup[],
  before: View,
  after: View,
  { openId, unsure }: { readonly openId: string | undefined; readonly unsure: Notifying['unsure'] },
  modSeqs: boolean,
): StatusNews[] {
  return watched(groups, after, openId).flatMap(({ name, status, flags }) => {
    const told = before.statuses.get(name);
    const isKnown = told?.mailboxId === status.mailboxId && !unsure.has(status.mailboxId);
    const items = isKnown ? itemsOf(told, status, flags, modSeqs) : itemsOfAll(flags);
    return items.length === 0 ? [] : [{ name, status, items: modSeqs ? [...items, 'HIGHESTMODSEQ' as const] : items }];
  });
}

function watched(groups: readonly NotifyGroup[], view: View, openId: string | undefined) {
  return [...view.statuses].flatMap(([name, status]) => {
    const isTold = status.mailboxId !== openId && isWatched(groups, 'MessageNew', name, view);
    return isTold ? [{ name, status, flags: isWatched(groups, 'FlagChange', name, view) }] : [];
  });
}

/** Of a name that the client knows nothing of, or as another mailbox, whose UIDs are worth nothing here (RFC 5465 §5.1). */
function itemsOfAll(flags: boolean): StatusItem[] {
  return ['UIDNEXT', 'MESSAGES', 'UIDVALIDITY', ...(flags ? (['UNSEEN'] as const) : [])];
}

function itemsOf(told: MailboxStatus, now: MailboxStatus, flags: boolean, modSeqs: boolean): StatusItem[] {
  const mail = now.messages !== told.messages || now.uidNext !== told.uidNext;
  const changed = now.highestModSeq !== told.highestModSeq && (modSeqs || now.unseen !== told.unseen);
  return [
    ...(mail ? (['UIDNEXT', 'MESSAGES'] as const) : []),
    ...(flags && changed ? (['UIDVALIDITY', 'UNSEEN'] as const) : []),
  ];
}
