// MailboxName and SubscriptionChange (RFC 5465 §5.4, RFC 5465 §5.5).
import type { NotifyGroup } from '../../command/notify';
import type { Listed } from '../../response/list';
import { separator } from '../../wire/mailboxName';
import { isWatched } from './filter';
import type { View } from './state';

/** What LIST is to say of names that were made, removed, renamed or subscribed to, each once. */
export function changedNames(groups: readonly NotifyGroup[], before: View, after: View): Listed[] {
  const old = renamedFrom(before, after);
  const gone = new Set(old.values());
  const known = new Set([...before.infos.keys(), ...after.infos.keys()]);
  const changed = [...known].filter((name) => isOther(before, after, name));
  const made = changed.filter((name) => !old.has(name) && !(gone.has(name) && !isThere(after, name)));
  // the parent of what is made or removed is affected, there or not
  const affected = new Set([...topmost(old), ...made, ...made.flatMap(parentOf)]);
  const told = [...affected, ...known].filter(
    (name) =>
      (affected.has(name) && isWatched(groups, 'MailboxName', name, before, after)) ||
      (isSubscribed(before, name) !== isSubscribed(after, name) &&
        isWatched(groups, 'SubscriptionChange', name, before, after)),
  );
  const names = [...new Set(told)].sort();
  // new names first: an old one may be another mailbox's by now
  const inTurn = [...names.filter((name) => old.has(name)), ...names.filter((name) => !old.has(name))];
  return inTurn.map((name) => {
    const oldName = old.get(name);
    return {
      name,
      attributes: after.attributes.get(name) ?? ['\\NonExistent'],
      ...(oldName !== undefined && { oldName }),
    };
  });
}

function isThere({ infos }: View, name: string): boolean {
  return infos.get(name)?.selectable === true;
}

function isSubscribed({ infos }: View, name: string): boolean {
  return infos.get(name)?.subscribed === true;
}

/** Whether there is a mailbox of that name that there was not, or the other way round. */
function isOther(before: View, after: View, name: string): boolean {
  const idOf = ({ statuses }: View) => statuses.get(name)?.mailboxId;
  return isThere(before, name) !== isThere(after, name) || idOf(before) !== idOf(after);
}

/** New names with the old ones, where a mailbox has another one than before. */
function renamedFrom(before: View, after: View): Map<string, string> {
  const names = new Map([...before.statuses].map(([name, { mailboxId }]) => [mailboxId, name]));
  const renamed = [...after.statuses].flatMap(([name, { mailboxId }]) => {
    const old = names.get(mailboxId);
    return old !== undefined && old !== name ? [[name, old] as const] : [];
  });
  return new Map(renamed);
}

/** Not those that are renamed with what they are below. */
function topmost(old: ReadonlyMap<string, string>): string[] {
  const isOf = (name: string, parent: string) => {
    const [from, to] = [old.get(name), old.get(parent)];
    return to !== undefined && from === to + name.slice(parent.length);
  };
  return [...old.keys()].filter((name) => !parentOf(name).some((parent) => isOf(name, parent)));
}

function parentOf(name: string): string[] {
  const end = name.lastIndexOf(separator);
  return end < 0 ? [] : [name.slice(0, end)];
}
