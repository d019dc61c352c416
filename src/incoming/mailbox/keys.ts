import { setImmediate as breathe } from 'node:timers/promises';
import { keysVersion, writeKeys } from '../../protocol/imap';
import type { KeyName, MessageKeys, MessageMeta } from '../../protocol/imap';
import type { KeyColumn, MailboxId, Messages, NewKeys, Uid } from '../../store';
import { forClient, kept } from './errors';
import { parseStructure } from './forms';

/** Mails looked into at once, some 20 ms: what is missing may be a whole store of before. */
const makeSlice = 100;

/** Messages in one answer of the store, some 2 ms. */
const readSlice = 1000;

const columns: Record<KeyName, KeyColumn> = {
  ARRIVAL: 'internalDate',
  CC: 'cc',
  DATE: 'sentAt',
  DISPLAYFROM: 'displayFrom',
  DISPLAYTO: 'displayTo',
  FROM: 'from',
  ISREPLY: 'isReply',
  MESSAGEID: 'messageId',
  REFERENCES: 'references',
  SIZE: 'size',
  SUBJECT: 'subject',
  TO: 'to',
};

/** What is kept of a message with its bytes, for SEARCH, SORT and THREAD. */
export function newKeys(structure: MessageMeta['structure'], source: Buffer): NewKeys {
  return keysOf(structure, source.subarray(0, structure.root.bodyStart));
}

/** Keys of these messages, some at a time. What is missing is made when it is first asked for, and kept. */
export async function* readKeys(
  messages: Messages,
  id: MailboxId,
  uids: readonly Uid[],
  names: readonly KeyName[],
): AsyncGenerator<readonly MessageKeys[]> {
  const wanted = names.map((name) => columns[name]);
  for (let at = 0; at < uids.length; at += readSlice) {
    const some = uids.slice(at, at + readSlice);
    const read = () => forClient(() => messages.keys(id, some, wanted, keysVersion));
    if (at > 0) await breathe();
    const rows = read();
    if (rows.length === some.length) yield rows;
    else {
      await makeKeys(
        messages,
        id,
        forClient(() => messages.withoutKeys(id, some, keysVersion)),
      );
      yield read();
    }
  }
}

/** Ends early where they cannot be kept, the disk being full or another process writing: then the mails themselves are looked into. */
export async function makeKeys(messages: Messages, id: MailboxId, uids: readonly Uid[]): Promise<void> {
  for (let at = 0; at < uids.length; at += makeSlice) {
    await breathe();
    if (!keep(messages, id, uids.slice(at, at + makeSlice))) return;
  }
}

function keep(messages: Messages, id: MailboxId, uids: readonly Uid[]): boolean {
  const rows = forClient(() => messages.readWithStructure(id, uids));
  return kept(() => {
    const made = rows.map(({ bodyId, structure: json }) => {
      const structure = parseStructure(json);
      const header = Buffer.concat([...messages.bytes(bodyId, 0, structure.root.bodyStart)]);
      return { bodyId, keys: keysOf(structure, header) };
    });
    messages.keepKeys(made);
  });
}

function keysOf(structure: MessageMeta['structure'], header: Buffer): NewKeys {
  const values = writeKeys(structure, header);
  return { version: keysVersion, ...(values && { values }) };
}
