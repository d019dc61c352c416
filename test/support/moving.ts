import type { NymId, Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { exportMail, importMail, type Source, type Summary, type Target } from '../../src/moving';
import type { OutMail } from '../../src/moving/mail';
import { TestClock } from './clock';
import { addBareNym } from './stores';

/** A mail as a test compares it: everything that must not be lost on the way. */
export interface Shown {
  readonly mailbox: string;
  readonly source: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

export interface NewMail {
  readonly mailbox?: string;
  readonly source: Buffer | string;
  readonly flags?: readonly string[];
  readonly internalDate?: number;
}

/** Alice's account, empty but for INBOX and Sent. */
export function openAccount(): { store: Store; nymId: NymId } {
  const store = openMemoryStore();
  const nymId = addBareNym(store);
  store.mail.mailboxes.create(nymId, 'INBOX', 1_700_000_000_000);
  store.mail.mailboxes.create(nymId, 'Sent', 1_700_000_000_000, '\\Sent');
  return { store, nymId };
}

/** An account with these mails in it. */
export function accountWith(mails: readonly NewMail[]): { store: Store; nymId: NymId } {
  const account = openAccount();
  for (const mail of mails) addMail(account, mail);
  return account;
}

export function addMail({ store, nymId }: { store: Store; nymId: NymId }, mail: NewMail): void {
  const { mailbox = 'INBOX', source, flags = [], internalDate = 1_700_000_000_000 } = mail;
  const { mailboxes, messages } = store.mail;
  const id = mailboxes.byName(nymId, mailbox)?.id ?? mailboxes.create(nymId, mailbox, 1_700_000_000_000);
  messages.append(id, [{ source: Buffer.from(source), structure: '{}', flags, internalDate }]);
}

/** Every mail of an account, in an order of its own. */
export function allMail({ store, nymId }: { store: Store; nymId: NymId }): Shown[] {
  const { mailboxes, messages } = store.mail;
  const shown = mailboxes.list(nymId).flatMap(({ id, name }) => {
    const uids = messages.snapshot(id)?.messages.uids ?? [];
    return messages.read(id, uids).map(({ flags, internalDate, bodyId, size }) => ({
      mailbox: name,
      source: Buffer.concat([...messages.bytes(bodyId, 0, size)]).toString('latin1'),
      flags: [...flags].sort(),
      internalDate,
    }));
  });
  const order = (mail: Shown) => JSON.stringify(mail);
  return shown.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Removes every mail that is there, for good. */
export function removeAllMail({ store, nymId }: Account): void {
  const { mailboxes, messages } = store.mail;
  for (const { id } of mailboxes.list(nymId)) messages.expunge(id, [...(messages.snapshot(id)?.messages.uids ?? [])]);
}

/** One mail on its way out, that lies nowhere. */
export function outMail(id: string, text: string): OutMail {
  const source = Buffer.from(text);
  return { id, flags: [], internalDate: 1_700_000_000_000, size: source.length, bytes: () => [source] };
}

export function mailboxNames({ store, nymId }: { store: Store; nymId: NymId }): string[] {
  return store.mail.mailboxes.list(nymId).map(({ name }) => name);
}

type Account = ReturnType<typeof openAccount>;

export async function exportTo(account: Account, target: Target, again = false): Promise<Summary> {
  try {
    return await exportMail({ ...account, target, again });
  } finally {
    await target.close();
  }
}

export async function importFrom(account: Account, source: Source, into?: string, again = false): Promise<Summary> {
  try {
    return await importMail({ ...account, clock: new TestClock(), source, into, again });
  } finally {
    await source.close();
  }
}

/** Moved, there and refused, in all. */
export function totals({ folders }: Summary): [number, number, number] {
  const sum = (f: (one: Summary['folders'][number]) => number) => folders.reduce((n, one) => n + f(one), 0);
  return [sum((one) => one.moved), sum((one) => one.there), sum((one) => one.refused)];
}
