import type { Mailbox, MessageMeta } from '../backend';
import { sortKeysOf } from '../message/sortKeys';
import type { KeyName, SortValue } from '../message/sortKeys';
import type { Chosen } from './choose';
import { uidsOf } from './choose';
import { readAll } from './handle/bytes';
import type { Sortable } from './sort/order';

/**
 * Messages with the values of these keys, in the order given, less those that others have removed meanwhile: what the backend keeps, and of the
 * rest what the mail itself says.
 */
export async function withKeys(
  mailbox: Mailbox,
  found: readonly Chosen[],
  names: readonly KeyName[],
): Promise<Sortable<Chosen>[]> {
  if (found.length === 0) return [];
  const known = new Map<number, readonly SortValue[]>();
  for await (const batch of mailbox.keys?.(uidsOf(found), names) ?? [])
    for (const { uid, values } of batch) known.set(uid, values);
  const unknown = found.filter(({ message }) => !known.has(message.uid));
  for await (const meta of unknown.length > 0 ? mailbox.read(uidsOf(unknown)) : [])
    known.set(meta.uid, await readKeys(mailbox, meta, names));
  const sortable: Sortable<Chosen>[] = [];
  for (const item of found) {
    const values = known.get(item.message.uid);
    if (values) sortable.push({ item, values });
  }
  return sortable;
}

/** ENVELOPE has no References: the header is read for it. */
async function readKeys(mailbox: Mailbox, meta: MessageMeta, names: readonly KeyName[]): Promise<SortValue[]> {
  if (!names.includes('REFERENCES')) return sortKeysOf(meta, names);
  const { internalDate, size, structure } = meta;
  const { headerStart, bodyStart } = structure.root;
  const header = await readAll(mailbox.body(meta.uid, headerStart, bodyStart));
  return sortKeysOf({ internalDate, size, structure, header }, names);
}
