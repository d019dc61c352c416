// MessageNew, MessageExpunge and FlagChange of mailboxes that are not open (RFC 5465 §5.1 to RFC 5465 §5.3).
import type { MailboxStatus } from '../../backend';
import type { NotifyGroup } from '../../command/notify';
import type { StatusItem } from '../../command/statusItems';
import { isWatched } from './filter';
import type { Notifying, View } from './state';
import { namesById } from './view';

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
  const names = namesById(before);
  return watched(groups, after, openId).flatMap(({ name, status, flags }) => {
    const old = before.statuses.get(names.get(status.mailboxId) ?? '');
    const items = unsure.has(status.mailboxId)
      ? itemsOfAll(flags)
      : itemsOf(old, status, flags, modSeqs, before.statuses.has(name));
    return items.length === 0 ? [] : [{ name, status, items: modSeqs ? [...items, 'HIGHESTMODSEQ' as const] : items }];
  });
}

function watched(groups: readonly NotifyGroup[], view: View, openId: string | undefined) {
  return [...view.statuses].flatMap(([name, status]) => {
    const isTold = status.mailboxId !== openId && isWatched(groups, 'MessageNew', name, view);
    return isTold ? [{ name, status, flags: isWatched(groups, 'FlagChange', name, view) }] : [];
  });
}

function itemsOfAll(flags: boolean): StatusItem[] {
  return ['UIDNEXT', 'MESSAGES', ...(flags ? (['UIDVALIDITY', 'UNSEEN'] as const) : [])];
}

/** Of a mailbox that was not there before only mail is news, unless another had its name. */
function itemsOf(
  old: MailboxStatus | undefined,
  now: MailboxStatus,
  flags: boolean,
  modSeqs: boolean,
  replaced: boolean,
): StatusItem[] {
  const { messages, uidNext, unseen, highestModSeq } = old ?? { messages: 0, uidNext: 1, unseen: 0, highestModSeq: 1 };
  const mail = now.messages !== messages || now.uidNext !== uidNext;
  const changed = now.highestModSeq !== highestModSeq && (modSeqs || now.unseen !== unseen);
  return [
    ...(mail ? (['UIDNEXT', 'MESSAGES'] as const) : []),
    ...(flags && (changed || (replaced && !old)) ? (['UIDVALIDITY', 'UNSEEN'] as const) : []),
  ];
}
