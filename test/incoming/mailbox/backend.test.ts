import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { utf8 } from '../../../src/base/bytes';
import { openBackend } from '../../../src/incoming/mailbox';
import type { FiledCopy } from '../../../src/incoming/mailbox';
import { readStructure } from '../../../src/protocol/mime';
import type { Account, Mailbox, NewMessage, Uid } from '../../../src/protocol/imap';
import type { Nym } from '../../../src/nym';
import type { Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { temporaryFolder } from '../../support/folder';
import { aliceActive } from '../../support/nyms';
import { openTestStore } from '../../support/stores';
import { listOf } from '../../support/states';
import { removeMail } from '../../support/removal';

const clock = new TestClock();
let store: Store;
let alice: Nym;

beforeEach(async () => {
  ({ store, alice } = await aliceActive());
});

function messageOf(text: string, ...flags: string[]): NewMessage {
  const source = utf8(text.replaceAll('\n', '\r\n'));
  return { source, structure: readStructure(source), flags, internalDate: new Date('2026-11-22T10:00:00Z') };
}

const hello = (n: number) =>
  messageOf(`From: bob@example.org\nSubject: ${n}\nMessage-ID: <${n}@example.org>\n\nHello ${n}\n`);

const backend = (filedCopy: FiledCopy = () => undefined) => openBackend({ store, clock, filedCopy });

async function logIn(filedCopy?: FiledCopy): Promise<Account> {
  const account = await backend(filedCopy).login('panda@nym.test', alice.password);
  if (!account) throw new Error('no account');
  return account;
}

async function inboxWith(count: number): Promise<{ account: Account; inbox: Mailbox; uids: readonly Uid[] }> {
  const account = await logIn();
  const { uids } = await account.append(
    'INBOX',
    Array.from({ length: count }, (_, i) => hello(i + 1)),
  );
  return { account, inbox: await account.open('INBOX'), uids };
}

async function collect<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('logging in', () => {
  test('takes the nym’s address in any case and its bridge password, nothing else', async () => {
    const login = async (user: string, password: string) => (await backend().login(user, password)) !== undefined;
    expect(await login('panda@nym.test', alice.password)).toBe(true);
    expect(await login('Panda@NYM.test', alice.password)).toBe(true);
    expect(await login('panda@nym.test', alice.password.toUpperCase())).toBe(false);
    expect(await login('panda@nym.test', '')).toBe(false);
    expect(await login('koala@nym.test', '')).toBe(false);
    expect(await login('panda', alice.password)).toBe(false);
  });
});

describe('the list of mailboxes', () => {
  test('has what an account begins with, and what each is for', async () => {
    const account = await logIn();
    const shown = (await account.list()).map(({ name, specialUse, selectable }) => [name, specialUse, selectable]);
    expect(shown).toEqual([
      ['Archive', '\\Archive', true],
      ['Drafts', '\\Drafts', true],
      ['INBOX', undefined, true],
      ['Junk', '\\Junk', true],
      ['Nym Server', undefined, true],
      ['Sent', '\\Sent', true],
      ['Trash', '\\Trash', true],
    ]);
  });

  test('keeps a subscription whose mailbox is gone, which cannot be opened', async () => {
    const account = await logIn();
    await account.create('Lists/Zoo');
    await account.subscribe('Lists/Zoo', true);
    await account.delete('Lists/Zoo');
    const found = (await account.list()).find(({ name }) => name === 'Lists/Zoo');
    expect(found).toEqual({ name: 'Lists/Zoo', subscribed: true, selectable: false });
    await expect(account.open('Lists/Zoo')).rejects.toMatchObject({ code: 'nonexistent' });
  });

  test('errors are those the engine knows how to answer', async () => {
    const account = await logIn();
    await expect(account.create('Sent')).rejects.toMatchObject({ name: 'ImapError', code: 'already-exists' });
    await expect(account.delete('INBOX')).rejects.toMatchObject({ code: 'cannot' });
    await expect(account.delete('Nowhere')).rejects.toMatchObject({ code: 'nonexistent' });
    await expect(account.rename('Archive', 'Archive/Old')).rejects.toMatchObject({ code: 'cannot' });
    await expect(account.status('Nowhere')).rejects.toMatchObject({ code: 'nonexistent' });
  });
});

describe('messages', () => {
  test('come back with their structure, date and every byte', async () => {
    const { account, inbox, uids } = await inboxWith(3);
    expect(uids).toEqual([1, 2, 3]);
    const [meta] = await collect(inbox.read([uids[1] ?? (0 as Uid)]));
    expect(meta).toMatchObject({ uid: 2, flags: [], internalDate: new Date('2026-11-22T10:00:00Z') });
    expect(meta?.structure).toEqual(JSON.parse(JSON.stringify(hello(2).structure)));
    const bytes = Buffer.concat(await collect(inbox.body(2 as Uid, 0, meta?.size ?? 0)));
    expect(bytes).toEqual(hello(2).source);
    expect(Buffer.concat(await collect(inbox.body(2 as Uid, 6, 9))).toString()).toBe('bob');
    expect(await account.status('INBOX')).toMatchObject({ messages: 3, unseen: 3, uidNext: 4 });
  });

  test('of hundreds in one list none is left out', async () => {
    const { inbox, uids } = await inboxWith(450);
    expect((await collect(inbox.read(uids))).map(({ uid }) => uid)).toEqual(uids);
  });

  test('flags, moves and removals are seen by another connection as changes since what it knew', async () => {
    const { inbox } = await inboxWith(4);
    const other = await (await logIn()).open('INBOX');
    const { highestModSeq } = await other.snapshot();
    await inbox.store([1 as Uid], 'add', ['\\Seen']);
    await inbox.move([2 as Uid], 'Archive');
    await removeMail(inbox, [3 as Uid]);
    const changes = await other.changesSince(highestModSeq);
    expect(changes).toMatchObject({ vanished: [2, 3], changed: { uids: [1], flags: [['\\Seen']] } });
  });

  test('a mailbox that was deleted meanwhile is gone, and says so', async () => {
    const account = await logIn();
    await account.create('Zoo');
    const zoo = await account.open('Zoo');
    const { highestModSeq } = await zoo.snapshot();
    await account.delete('Zoo');
    expect(await zoo.changesSince(highestModSeq)).toBe('gone');
    await expect(zoo.snapshot()).rejects.toMatchObject({ code: 'nonexistent' });
    expect(await collect(zoo.body(1 as Uid, 0, 10))).toEqual([]);
  });

  test('copying to a mailbox that does not exist is refused, and nothing is removed', async () => {
    const { inbox } = await inboxWith(1);
    await expect(inbox.move([1 as Uid], 'Nowhere')).rejects.toMatchObject({ code: 'nonexistent' });
    expect((await inbox.snapshot()).messages.uids).toHaveLength(1);
  });
});

describe('a client’s own copy of a letter in Sent', () => {
  /** Alice's account, with a letter that the bridge has filed: hello(1), seen. */
  async function logInAfterSending(): Promise<{ account: Account; filed: Uid }> {
    const sent = store.mail.mailboxes.byName(alice.id, 'Sent');
    if (!sent) throw new Error('no Sent');
    const { source, structure } = hello(1);
    const row = { source, structure: JSON.stringify(structure), flags: ['\\Seen'], internalDate: 1 };
    const [filed] = store.mail.messages.append(sent.id, [row]).uids;
    const bodyId = store.mail.messages.body(sent.id, filed ?? (0 as Uid))?.bodyId;
    if (!filed || !bodyId) throw new Error('no copy');
    const account = await logIn((nymId, messageId) =>
      nymId === alice.id && messageId === '<1@example.org>'
        ? store.mail.messages.uidOfBody(sent.id, bodyId)
        : undefined,
    );
    return { account, filed };
  }

  test('is answered with the copy the bridge has made, and no second one is kept', async () => {
    const { account, filed } = await logInAfterSending();
    const { uids } = await account.append('Sent', [hello(7), hello(1)]);
    expect(uids).toEqual([2, 3]);
    expect(await account.status('Sent')).toMatchObject({ messages: 2 });
    await account.append('Drafts', [hello(1)]);
    expect(await account.status('Drafts')).toMatchObject({ messages: 1 });
    // a client that moves it, or has changed it, by APPEND and EXPUNGE
    const box = await account.open('Sent');
    await account.append('Sent', [hello(1)]);
    await removeMail(box, [filed, ...uids]);
    expect((await box.snapshot()).messages.uids).toEqual([4]);
  });

  test('hands its flags on to the copy that is there: a client that moves it by APPEND and EXPUNGE has them nowhere else', async () => {
    const { account } = await logInAfterSending();
    const mine = { ...hello(1), flags: ['\\Flagged', '$Forwarded'] };
    const { uids } = await account.append('Sent', [mine]);
    const { messages } = await (await account.open('Sent')).snapshot();
    expect(listOf(messages).map(({ uid, flags }) => [uid, [...flags].sort()])).toEqual([
      [uids[0], ['$Forwarded', '\\Flagged', '\\Seen']],
    ]);
  });

  test('after it was marked to be removed is there and not marked: the EXPUNGE of a client that files anew would take the only copy', async () => {
    const { account, filed } = await logInAfterSending();
    const box = await account.open('Sent');
    const flagsNow = async () => listOf((await box.snapshot()).messages).map(({ flags }) => [...flags].sort());
    await box.store([filed], 'add', ['\\Deleted']);
    const { uids } = await account.append('Sent', [{ ...hello(1), flags: ['\\Seen'] }]);
    expect(await flagsNow()).toEqual([['\\Seen']]);
    await box.expunge(uids);
    expect((await box.snapshot()).messages.uids).toEqual(uids);
    await account.append('Sent', [{ ...hello(1), flags: ['\\Deleted'] }]);
    expect(await flagsNow()).toEqual([['\\Deleted', '\\Seen']]);
  });

  test('twice in one APPEND is two mails: both UIDs of the answer are there', async () => {
    const { account } = await logInAfterSending();
    const { uids } = await account.append('Sent', [hello(1), hello(1)]);
    const { messages } = await (await account.open('Sent')).snapshot();
    expect(messages.uids).toEqual(uids);
    expect(uids).toHaveLength(2);
  });

  test('comes back where the first was removed before it was filed', async () => {
    const { account, filed } = await logInAfterSending();
    await removeMail(await account.open('Sent'), [filed]);
    await account.append('Sent', [hello(1)]);
    expect(await account.status('Sent')).toMatchObject({ messages: 1 });
  });
});

describe('an idling client hears of what another process files', () => {
  let other: Store;
  const file = () => {
    const inbox = other.mail.mailboxes.byName(alice.id, 'INBOX');
    if (!inbox) throw new Error('no INBOX');
    const { source, structure } = hello(1);
    other.mail.messages.append(inbox.id, [
      { source, structure: JSON.stringify(structure), flags: [], internalDate: 1 },
    ]);
  };
  beforeEach(async () => {
    const folder = temporaryFolder();
    store = openTestStore(folder);
    ({ alice } = await aliceActive(store));
    other = openTestStore(folder);
  });
  afterEach(() => {
    other.close();
    store.close();
  });

  test('when somebody looks', async () => {
    const account = await logIn();
    let woken = 0;
    const stop = (await account.open('INBOX')).watch(() => woken++);
    store.poll();
    woken = 0;
    file();
    store.poll();
    await new Promise((resolve) => setImmediate(resolve));
    expect(woken).toBeGreaterThan(0);
    expect(await account.status('INBOX')).toMatchObject({ messages: 1 });
    stop();
  });

  test.each(['mailbox', 'account'])('though nobody looks: the system tells the %s', async (which) => {
    const account = await logIn();
    const watched = which === 'account' ? account : await account.open('INBOX');
    const woken = new Promise<void>((resolve) => {
      const stop = watched.watch(() => {
        stop();
        resolve();
      });
    });
    file();
    await woken;
    expect(await account.status('INBOX')).toMatchObject({ messages: 1 });
  });
});

describe('a large mailbox does not keep everybody else waiting', () => {
  test.each([
    ['expunged', removeMail],
    ['read', readMail],
    ['deleted with it', deleteCopy],
  ] as const)('until all of it is %s', async (_what, work) => {
    const { account, inbox, uids } = await inboxWith(1200);
    await account.create('Large');
    await inbox.copy(uids, 'Large');
    let turns = 0;
    let done = false;
    const turn = () => {
      turns++;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    await work(inbox, uids, account);
    done = true;
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  async function deleteCopy(_inbox: Mailbox, _uids: readonly Uid[], account: Account): Promise<void> {
    await account.delete('Large');
    expect((await account.list()).map(({ name }) => name)).not.toContain('Large');
  }

  async function readMail(inbox: Mailbox, uids: readonly Uid[]): Promise<void> {
    let count = 0;
    for await (const { uid } of inbox.read(uids)) count += Number(uid > 0);
    expect(count).toBe(uids.length);
  }
});

test('what is expunged is gone, however much it is', async () => {
  const { inbox, uids } = await inboxWith(1200);
  await removeMail(inbox, uids);
  expect((await inbox.snapshot()).messages.uids).toEqual([]);
});

test('a mail stays whose \\Deleted another connection takes off while many are expunged', async () => {
  const { inbox, uids } = await inboxWith(1200);
  const other = await (await logIn()).open('INBOX');
  await inbox.store(uids, 'add', ['\\Deleted']);
  const expunging = inbox.expunge(uids);
  const last = uids.slice(-1);
  await other.store(last, 'remove', ['\\Deleted']);
  await expunging;
  expect((await inbox.snapshot()).messages.uids).toEqual(last);
});

test('the status of all mailboxes at once is that of each', async () => {
  const { account } = await inboxWith(2);
  const names = (await account.list()).map(({ name }) => name);
  const each = await Promise.all(names.map(async (name) => [name, await account.status(name)] as const));
  expect(await account.statuses?.()).toEqual(new Map(each));
});
