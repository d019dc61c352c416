import { readHeader } from '../../mime';
import type { Mailbox, MessageMeta } from '../backend';
import { sortKeysOf } from '../message/sortKeys';
import type { KeyName, SortValue } from '../message/sortKeys';
import type { Chosen } from './choose';
import { uidsOf } from './choose';
import { readAll } from './handle/bytes';
import type { Sortable } from './sort/order';
import { inTurns } from './turns';

/**
 * Messages with the values of these keys, in the order given, less those that others have removed meanwhile: what the backend keeps, and of the
 * rest what the mail itself says.
 */
export async function withKeys(
  mailbox: Mailbox,
  found: readonly Chosen[],
  names: readonly KeyName[],
): Promise<Sortable<Chosen>[]> {
  const known: Sortable<Chosen>[] = [];
  const unknown: Chosen[] = [];
  let at = 0;
  const passOver = (uid: number) => {
    for (let item = found[at]; item && item.uid < uid; item = found[++at]) unknown.push(item);
  };
  for await (const batch of found.length > 0 ? (mailbox.keys?.(uidsOf(found), names) ?? []) : [])
    for (const { uid, values } of batch) {
      passOver(uid);
      const item = found[at];
      if (item?.uid !== uid) continue;
      known.push({ item, values });
      at++;
    }
  passOver(Infinity);
  return unknown.length === 0 ? known : inOrder([...known, ...(await readAllKeys(mailbox, unknown, names))]);
}

async function readAllKeys(
  mailbox: Mailbox,
  found: readonly Chosen[],
  names: readonly KeyName[],
): Promise<Sortable<Chosen>[]> {
  const byUid = new Map(found.map((item) => [item.uid, item]));
  const read: Sortable<Chosen>[] = [];
  for await (const meta of inTurns(mailbox.read(uidsOf(found)))) {
    const item = byUid.get(meta.uid);
    if (item) read.push({ item, values: await readKeys(mailbox, meta, names) });
  }
  return read;
}

function inOrder(all: Sortable<Chosen>[]): Sortable<Chosen>[] {
  return all.sort((a, b) => a.item.sequence - b.item.sequence);
}

/** ENVELOPE has no References: the header is read for it. */
async function readKeys(mailbox: Mailbox, meta: MessageMeta, names: readonly KeyName[]): Promise<SortValue[]> {
  if (!names.includes('REFERENCES')) return sortKeysOf(meta, names);
  const { internalDate, size, structure } = meta;
  const { headerStart, bodyStart } = structure.root;
  const header = await readAll(mailbox.body(meta.uid, headerStart, bodyStart));
  return sortKeysOf({ internalDate, size, structure, fields: readHeader(header).fields }, names);
}
