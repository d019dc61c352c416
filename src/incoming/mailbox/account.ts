import { ImapError } from '../../protocol/imap';
import type { Account, Appended, MailboxInfo, MailboxStatus, NewMessage, SpecialUse } from '../../protocol/imap';
import type { MailboxRow, Names, Uid } from '../../store';
import { forClient, noSuchMailbox } from './errors';
import { newForms } from './forms';
import { keepTextsOfFiled } from './keepTexts';
import type { FiledMail } from './keepTexts';
import { newKeys } from './keys';
import { openMailbox, removeMailbox } from './mailbox';
import { growthOf, quotaOf, refuseWhereFull } from './quota';
import type { AccountParts } from './parts';
import { watchStore } from './watch';

const inbox = 'INBOX';
const none: ReadonlyMap<string, Buffer> = new Map();

/** One nym's mail account. */
export function openAccount(parts: AccountParts): Account {
  const { store, clock, nymId } = parts;
  const { mailboxes } = store.mail;
  const find = (name: string): MailboxRow => {
    const row = forClient(() => mailboxes.byName(nymId, name));
    if (!row) throw noSuchMailbox();
    return row;
  };
  return {
    list: async () => listNames(forClient(() => mailboxes.names(nymId))),
    create: async (name, specialUse) => {
      forClient(() => mailboxes.create(nymId, name, clock.now(), specialUse));
      return find(name).objectId;
    },
    delete: async (name) => {
      if (name === inbox) throw new ImapError('cannot', 'INBOX cannot be deleted.');
      await removeMailbox(store, find(name).id);
    },
    rename: async (from, to) => {
      // what is noted of INBOX stays there, and goes along
      const copied = from === inbox ? forClient(() => store.mail.metadata.entries(nymId, find(from).id)) : none;
      const growth = growthOf(none, copied);
      if (growth > 0) refuseWhereFull(parts, growth);
      forClient(() => {
        mailboxes.rename(nymId, from, to, clock.now());
      });
    },
    subscribe: async (name, on) => {
      forClient(() => {
        mailboxes.subscribe(nymId, name, on);
      });
    },
    status: async (name) => statusOf(find(name)),
    statuses: async () => forClient(() => new Map(mailboxes.list(nymId).map((row) => [row.name, statusOf(row)]))),
    open: async (name) => openMailbox(parts, find(name)),
    append: async (name, messages) => {
      const to = find(name);
      const added = messages.reduce((sum, { source }) => sum + source.length, 0);
      refuseWhereFull(parts, added);
      return append(parts, to, messages);
    },
    deletedSize: async (name) => forClient(() => mailboxes.deletedSize(find(name).id)),
    quota: async () => forClient(() => quotaOf(parts)),
    metadata: async (name) =>
      forClient(() => store.mail.metadata.entries(nymId, name === undefined ? name : find(name).id)),
    setMetadata: async (name, entries) => {
      const id = name === undefined ? name : find(name).id;
      const growth = forClient(() => growthOf(store.mail.metadata.entries(nymId, id), entries));
      if (growth > 0) refuseWhereFull(parts, growth);
      forClient(() => {
        store.mail.metadata.set(nymId, id, entries);
      });
    },
    watch: (listener) => watchStore(store, listener),
  };
}

function listNames({ mailboxes, subscriptions }: Names): MailboxInfo[] {
  const names = new Set(mailboxes.map(({ name }) => name));
  const orphans = subscriptions.filter((name) => !names.has(name));
  return [
    ...mailboxes.map((row) => infoOf(row)),
    ...orphans.map((name) => ({ name, subscribed: true, selectable: false })),
  ];
}

function infoOf({ name, subscribed, specialUse }: MailboxRow): MailboxInfo {
  const use = specialUses.find((one) => one === specialUse);
  return { name, subscribed, selectable: true, ...(use !== undefined && { specialUse: use }) };
}

/** RFC 6154 §2. */
const specialUses: readonly SpecialUse[] = [
  '\\All',
  '\\Archive',
  '\\Drafts',
  '\\Flagged',
  '\\Junk',
  '\\Sent',
  '\\Trash',
];

function statusOf(row: MailboxRow): MailboxStatus {
  const { messages, unseen, deleted, size, uidNext, uidValidity, highestModSeq, objectId: mailboxId } = row;
  return { messages, unseen, deleted, size, uidNext, uidValidity, highestModSeq, mailboxId };
}

/**
 * Adds messages; but one that a client files in Sent though the bridge has done so already is not added again: the copy that is there
 * gets the new UID, and the client's flags besides its own but \Deleted. Under its old one a client that moves a mail by APPEND and EXPUNGE would
 * remove the only copy. However late the client comes, nothing is lost by that: what it is told to be gone is gone, and what it is
 * told to be there is there; what it has fetched from us bears the nym server's Message-ID, and is added as any mail.
 */
function append(parts: AccountParts, to: MailboxRow, messages: readonly NewMessage[]): Appended {
  const { mail } = parts.store;
  const filed: FiledMail[] = [];
  const add = (some: readonly NewMessage[]) => {
    const { uids, bodies } = mail.messages.append(to.id, rowsOf(some, parts.clock.now()));
    some.forEach((one, i) => {
      const bodyId = bodies[i];
      if (bodyId !== undefined) filed.push({ ...one, bodyId });
    });
    return uids;
  };
  const given = new Set<Uid>();
  const file = (message: NewMessage) => {
    const [uid] = renewed(parts, to, message, given) ?? add([message]);
    if (uid !== undefined) given.add(uid);
  };
  const fileAll = () =>
    parts.store.transaction(() => {
      for (const message of messages) file(message);
      return [...given];
    });
  const { uidValidity, specialUse } = to;
  const uids = forClient(() => (specialUse === '\\Sent' ? fileAll() : add(messages)));
  keepTextsOfFiled(mail, filed);
  return { uidValidity, uids };
}

/** The new UID of the copy that is there; undefined where there is none, or where it has one that this very answer `given` names. */
function renewed(
  { store, clock, nymId, filedCopy }: AccountParts,
  { id }: MailboxRow,
  { structure, flags }: NewMessage,
  given: ReadonlySet<Uid>,
): readonly Uid[] | undefined {
  const { messageId } = structure.envelope;
  const copy = messageId === undefined ? undefined : filedCopy(nymId, messageId, id);
  if (copy === undefined || given.has(copy)) return undefined;
  const { to } = store.mail.messages.move(id, [copy], id, clock.now());
  // what comes by APPEND is to be removed only where APPEND says so (RFC 9051 §6.3.12): the next EXPUNGE would take the only copy
  store.mail.messages.store(id, to, 'remove', ['\\Deleted']);
  store.mail.messages.store(id, to, 'add', flags);
  return to.length > 0 ? to : undefined;
}

function rowsOf(messages: readonly NewMessage[], savedAt: number) {
  return messages.map(({ source, structure, flags, internalDate }) => ({
    ...{ source, flags, savedAt, structure: JSON.stringify(structure), internalDate: internalDate.getTime() },
    ...{ forms: newForms(structure), keys: newKeys(structure, source) },
  }));
}
