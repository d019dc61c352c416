import { asModSeq, asUid, ImapError, noMessages } from '../../protocol/imap';
import type { Account, Mailbox, MailboxInfo, NewMessage, Snapshot, Uid } from '../../protocol/imap';
import type { NymRow } from '../../store';
import { openAccount } from './account';
import { forClient, noSuchMailbox } from './errors';
import type { MailboxParts } from './parts';
import { watchStore } from './watch';
import { quotaOf } from './quota';

/** A mailbox by its name in the combined account: `panda@nym.test/Sent`. */
interface Place {
  readonly nym: NymRow;
  readonly account: Account;
  /** In the nym's own account. */
  readonly name: string;
}

/**
 * The accounts of all nyms as one: each nym's mailboxes below its address, and an INBOX that is always empty, for there must be one
 * (RFC 9051 §5.1). Nothing goes from one nym to another, and no mailbox says what it is for: of several Sent ones a client
 * takes any for all (docs/decisions/combined-login.md).
 */
export function openCombined(parts: MailboxParts): Account {
  const { store } = parts;
  const look = openPlaces(parts);
  const find = (name: string): Place => {
    const place = look(name);
    if (!place) throw noSuchMailbox();
    return place;
  };
  return {
    list: async () => {
      const lists = forClient(() => store.nyms.all()).map((nym) => listBelow(parts, nym));
      return [{ name: 'INBOX', subscribed: true, selectable: true }, ...(await Promise.all(lists)).flat()];
    },
    create: async (name, specialUse) => {
      if (specialUse !== undefined) throw new ImapError('use-attr', 'No mailbox has a use in the account of all nyms.');
      const place = look(name);
      if (!place) throw new ImapError('cannot', belowNone);
      return place.account.create(place.name);
    },
    delete: async (name) => {
      if (name === 'INBOX') throw new ImapError('cannot', 'INBOX cannot be deleted.');
      const place = find(name);
      await place.account.delete(place.name);
    },
    rename: async (from, to) => {
      if (from === 'INBOX') throw new ImapError('cannot', 'INBOX is always empty here, and stays where it is.');
      const [source, target] = [find(from), look(to)];
      if (source.nym.id !== target?.nym.id) throw new ImapError('cannot', otherNym);
      await source.account.rename(source.name, target.name);
    },
    subscribe: async (name, on) => {
      if (name === 'INBOX') return;
      const place = look(name);
      // taking back a subscription to what is gone, a forgotten nym's, is no error (RFC 9051 §6.3.8)
      if (!place && !on) return;
      if (!place) throw new ImapError('cannot', 'There is no nym of that address.');
      await place.account.subscribe(place.name, on);
    },
    status: async (name) => {
      if (name === 'INBOX') return { ...nothing, messages: 0, unseen: 0, deleted: 0, size: 0, uidValidity, mailboxId };
      const place = find(name);
      return place.account.status(place.name);
    },
    open: async (name) => (name === 'INBOX' ? emptyInbox(find) : openBelow(find(name), find)),
    append: async (name, messages) => {
      if (name === 'INBOX') throw new ImapError('cannot', takesNothing);
      const place = find(name);
      forClient(() => {
        refuseOthersMail(parts, place, messages);
      });
      return place.account.append(place.name, messages);
    },
    deletedSize: async (name) => {
      if (name === 'INBOX') return 0;
      const place = find(name);
      return place.account.deletedSize(place.name);
    },
    quota: async () => forClient(() => quotaOf(parts)),
    metadata: async (name) => {
      if (name === undefined || name === 'INBOX') return new Map();
      const place = find(name);
      return place.account.metadata(place.name);
    },
    setMetadata: async (name, entries) => {
      if (name === undefined || name === 'INBOX') throw new ImapError('cannot', notesOfNone);
      const place = find(name);
      await place.account.setMetadata(place.name, entries);
    },
    watch: (listener) => watchStore(store, listener),
  };
}

const takesNothing = 'This INBOX belongs to no nym and takes nothing. Use the folders below the address of the nym.';
const notesOfNone = 'Nothing is kept of all nyms together. Use the folders below the address of a nym.';
const belowNone = 'Name the folder below the address of a nym, such as panda@nym.example/Zoo.';
const otherNym = 'Mail and folders of one nym do not go to another: they stay below its address.';

/**
 * A client that files what all nyms write in one folder would keep one nym's letters and drafts with another's, for the client of that
 * one alone to find.
 */
function refuseOthersMail({ store }: MailboxParts, { nym, name }: Place, messages: readonly NewMessage[]): void {
  const use = store.mail.mailboxes.byName(nym.id, name)?.specialUse;
  if (use !== '\\Sent' && use !== '\\Drafts') return;
  for (const { mailbox = '', host = '' } of messages.flatMap(({ structure }) => structure.envelope.from)) {
    const author = store.nyms.byAddress(`${mailbox}@${host}`);
    if (author && author.id !== nym.id)
      throw new ImapError('cannot', `The mail is from ${author.address}: it belongs below that address.`);
  }
}

/** The way from a name to a nym's mailbox, there or not; undefined where it is below no nym's address. */
function openPlaces(parts: MailboxParts): (name: string) => Place | undefined {
  return (name) => {
    const slash = name.indexOf('/');
    const address = name.slice(0, Math.max(0, slash));
    const nym = forClient(() => parts.store.nyms.byAddress(address));
    // names but for INBOX are compared exactly (RFC 9051 §5.1), or clients would know one mailbox by two
    if (nym?.address !== address) return undefined;
    const account = openAccount({ ...parts, nymId: nym.id });
    return { nym, account, name: name.slice(slash + 1).replace(/^inbox(?=\/|$)/i, 'INBOX') };
  };
}

async function listBelow(parts: MailboxParts, { id, address }: NymRow): Promise<MailboxInfo[]> {
  const infos = await openAccount({ ...parts, nymId: id }).list();
  return infos.map(({ name, subscribed, selectable }) => ({ name: `${address}/${name}`, subscribed, selectable }));
}

async function openBelow({ nym, account, name }: Place, find: (name: string) => Place): Promise<Mailbox> {
  const mailbox = await account.open(name);
  const own = (to: string): string => {
    if (to === 'INBOX') throw new ImapError('cannot', takesNothing);
    const target = find(to);
    if (target.nym.id !== nym.id) throw new ImapError('cannot', otherNym);
    return target.name;
  };
  return {
    ...mailbox,
    name: `${nym.address}/${name}`,
    copy: async (uids, to) => mailbox.copy(uids, own(to)),
    move: async (uids, to) => mailbox.move(uids, own(to)),
  };
}

const uidValidity = 1;
/** No mailbox of a nym is named so: there is more behind the first letter. */
const mailboxId = 'Finbox';
const nothing = { uidNext: asUid(1), highestModSeq: asModSeq(1) };

function emptyInbox(find: (name: string) => Place): Mailbox {
  const snapshot: Snapshot = { messages: noMessages, ...nothing };
  const none = async (_uids: readonly Uid[], to: string) => {
    if (to !== 'INBOX') find(to);
    return { uidValidity, from: [], to: [] };
  };
  return {
    name: 'INBOX',
    uidValidity,
    mailboxId,
    snapshot: async () => snapshot,
    changesSince: async () => ({ ...nothing, vanished: [], changed: noMessages }),
    read: async function* () {
      // there is none
    },
    forms: async function* () {
      // there is none
    },
    body: async function* () {
      // there is none
    },
    store: async () => ({ modified: [], modSeq: nothing.highestModSeq }),
    expunge: async () => undefined,
    copy: none,
    move: none,
    watch: () => () => undefined,
  };
}
