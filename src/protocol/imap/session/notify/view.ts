import type { Account, MailboxInfo } from '../../backend';
import type { NotifyEvent, NotifyGroup } from '../../command/notify';
import { ImapError } from '../../errors';
import { listMailboxes } from '../listing';
import { isWatched } from './filter';
import type { View } from './state';

export const nothingSeen: View = { infos: new Map(), attributes: new Map(), statuses: new Map(), metadata: new Map() };

const counted: readonly NotifyEvent[] = ['MessageNew', 'MailboxName'];

/** The account as it is now. 'limit' where that is about more mailboxes than `most`. */
export async function takeView(account: Account, groups: readonly NotifyGroup[], most: number): Promise<View> {
  if (groups.every(({ events }) => events.size === 0)) return nothingSeen;
  const list = await account.list();
  const infos = new Map(list.map((info) => [info.name, info]));
  const watches = (events: readonly NotifyEvent[], name: string) =>
    events.some((event) => isWatched(groups, event, name, { infos }));
  const namesOf = (events: readonly NotifyEvent[]) =>
    list.flatMap(({ name, selectable }) => (selectable && watches(events, name) ? name : []));
  const names = namesOf(counted);
  if (names.length > most) throw new ImapError('limit', 'These are more mailboxes than can be watched.');
  const noted = [
    ...(groups.some(({ events }) => events.has('ServerMetadataChange')) ? [''] : []),
    ...namesOf(['MailboxMetadataChange']),
  ];
  const known = names.length > 1 ? await account.statuses?.() : undefined;
  return {
    infos,
    attributes: attributesOf(list),
    statuses: await gather(names, async (name) => known?.get(name) ?? (await account.status(name))),
    metadata: await gather(noted, async (name) => new Map(await account.metadata(name === '' ? undefined : name))),
  };
}

/** As LIST gives them, also for names without a mailbox. */
function attributesOf(list: readonly MailboxInfo[]): Map<string, readonly string[]> {
  const command = { reference: '', patterns: ['*'], returns: ['SUBSCRIBED', 'CHILDREN'], extended: true } as const;
  const subscribed = listMailboxes(list, { ...command, select: ['SUBSCRIBED'] });
  const there = listMailboxes(list, { ...command, select: [] });
  return new Map([...subscribed, ...there].map(({ name, attributes }) => [name, attributes]));
}

/** Without those that have gone meanwhile. */
async function gather<T>(names: readonly string[], read: (name: string) => Promise<T>): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (const name of names) {
    try {
      found.set(name, await read(name));
    } catch (error) {
      if (!(error instanceof ImapError && error.code === 'nonexistent')) throw error;
    }
  }
  return found;
}
