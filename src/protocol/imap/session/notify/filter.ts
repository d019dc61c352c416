import type { NotifyEvent, NotifyFilter, NotifyGroup } from '../../command/notify';
import { separator } from '../../wire/mailboxName';
import type { View } from './state';

/** Whether an event of a mailbox is to be told, given what the client knew and what is there now. */
export function isWatched(
  groups: readonly NotifyGroup[],
  event: NotifyEvent,
  name: string,
  ...views: readonly Pick<View, 'infos'>[]
): boolean {
  const subscribed = views.some(({ infos }) => infos.get(name)?.subscribed);
  return groups.some(({ filter, events }) => events.has(event) && isMeant(filter, name, subscribed));
}

/** RFC 5465 §6. All mailboxes are the user's, and mail may be delivered to any: a client may move what the bridge has made. */
function isMeant(filter: NotifyFilter, name: string, subscribed: boolean): boolean {
  switch (filter.kind) {
    case 'SELECTED':
    case 'SELECTED-DELAYED':
      return false;
    case 'PERSONAL':
    case 'INBOXES':
      return true;
    case 'SUBSCRIBED':
      return subscribed;
    case 'SUBTREE':
      return filter.names.some((one) => name === one || name.startsWith(one + separator));
    case 'MAILBOXES':
      return filter.names.includes(name);
  }
}
