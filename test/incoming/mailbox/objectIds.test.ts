import { beforeEach, describe, expect, test } from '@jest/globals';
import { openBackend } from '../../../src/incoming/mailbox';
import { readStructure } from '../../../src/protocol/mime';
import { asUid } from '../../../src/protocol/imap';
import type { Account, MessageMeta, StoredKey, Uid } from '../../../src/protocol/imap';
import type { NymId, Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { temporaryFolder } from '../../support/folder';
import { aliceActive } from '../../support/nyms';
import { openTestStore } from '../../support/stores';

const source = Buffer.from('Message-ID: <1@example.org>\r\n\r\nHello\r\n');
const hello = { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
const hour = 3_600_000;
let clock: TestClock;
let store: Store;
let nymId: NymId;
let account: Account;
let filed: Uid | undefined;

beforeEach(async () => {
  clock = new TestClock();
  store = openTestStore(temporaryFolder());
  const { alice } = await aliceActive(store);
  nymId = alice.id;
  const backend = openBackend({ store, clock, filedCopy: () => filed });
  const found = await backend.login('panda@nym.test', alice.password);
  if (!found) throw new Error('no account');
  account = found;
  filed = undefined;
});

async function append(mailbox = 'INBOX'): Promise<Uid> {
  const { uids } = await account.append(mailbox, [hello]);
  return uids[0] ?? asUid(0);
}

/** As it was filed before the day was noted. */
function appendUnnoted(): Uid {
  const inbox = store.mail.mailboxes.byName(nymId, 'INBOX');
  if (!inbox) throw new Error('no INBOX');
  const row = { source, structure: JSON.stringify(hello.structure), flags: [], internalDate: 0 };
  return store.mail.messages.append(inbox.id, [row]).uids[0] ?? asUid(0);
}

/** As FETCH says it, whichever way it goes. */
async function marksOf(mailbox: string, uid: Uid): Promise<Pick<MessageMeta, 'emailId' | 'savedAt'>> {
  const box = await account.open(mailbox);
  for await (const meta of box.read([uid])) {
    for await (const [forms] of box.forms([uid], ['header'])) {
      const { emailId, savedAt } = meta;
      expect(forms).toMatchObject({ emailId, ...(savedAt && { savedAt }) });
      return { emailId, ...(savedAt && { savedAt }) };
    }
  }
  throw new Error('no message');
}

const emailId = async (mailbox: string, uid: Uid) => (await marksOf(mailbox, uid)).emailId;
const mailboxId = async (name: string) => (await account.status(name)).mailboxId;

/** RFC 8474 §7, and a letter first (RFC 8474 §8.1) */
const objectId = /^[A-Z][A-Za-z0-9_-]{1,254}$/;

describe('the name of a mail', () => {
  test('goes with it where it is copied and moved, and is no other’s', async () => {
    const [one, two] = [await append(), await append()];
    const inbox = await account.open('INBOX');
    const [first, second] = [await emailId('INBOX', one), await emailId('INBOX', two)];
    expect(first).toMatch(objectId);
    expect(second).not.toBe(first);
    const copied = await inbox.copy([one], 'Archive');
    const moved = await inbox.move([one], 'Archive');
    for (const uid of [...copied.to, ...moved.to]) expect(await emailId('Archive', uid)).toBe(first);
  });

  test('stays with the copy in Sent that gets a new UID when a client files its own', async () => {
    filed = await append('Sent');
    const before = await emailId('Sent', filed);
    const after = await append('Sent');
    expect(after).not.toBe(filed);
    expect(await emailId('Sent', after)).toBe(before);
  });
});

describe('a search that the store answers', () => {
  const search = async (key: StoredKey) => (await (await account.open('INBOX')).answer?.(key, 0))?.matching;
  const before = (day: string) => ({ kind: 'saved', when: 'before', day: Date.parse(day) / (24 * hour) }) as const;

  test('finds a mail by its name, and none by one that only looks like it', async () => {
    const [one, two] = [await append(), await append()];
    const name = await emailId('INBOX', two);
    expect(await search({ kind: 'email-id', id: name })).toEqual([two]);
    for (const id of [name.toUpperCase(), `${name}0`, `M-${name.slice(-1)}`, 'x', '-', 'M-NaN', 'M-0'])
      expect(await search({ kind: 'email-id', id })).toEqual([]);
    expect(await search(before('2026-11-23'))).toEqual([one, two]);
    expect(await search(before('2026-11-22'))).toEqual([]);
  });

  test('takes the internal date where nobody noted the other', async () => {
    const uid = appendUnnoted();
    expect(await search(before('1970-01-02'))).toEqual([uid]);
  });
});

describe('the name of a mailbox', () => {
  test('goes with it when it is renamed, and is another for one made again under the name', async () => {
    const work = await account.create('Work');
    expect(work).toMatch(objectId);
    expect(await mailboxId('Work')).toBe(work);
    await account.rename('Work', 'Play');
    expect((await account.open('Play')).mailboxId).toBe(work);
    const again = await account.create('Work');
    await account.delete('Work');
    expect(new Set([work, again, await account.create('Work'), await mailboxId('INBOX')]).size).toBe(4);
  });

  test('of INBOX stays when INBOX is renamed: its mails are in a new mailbox', async () => {
    const inbox = await mailboxId('INBOX');
    const name = await emailId('INBOX', await append());
    await account.rename('INBOX', 'Old');
    expect(await mailboxId('INBOX')).toBe(inbox);
    expect(await mailboxId('Old')).not.toBe(inbox);
    expect(await emailId('Old', asUid(1))).toBe(name);
  });

  test('is another when UIDs begin anew', async () => {
    const before = await mailboxId('INBOX');
    store.mail.mailboxes.renewValidity(clock.now());
    expect(await mailboxId('INBOX')).not.toBe(before);
  });
});

describe('the day a mail was put where it is', () => {
  test('is that of APPEND, COPY and MOVE by the clock of the bridge, whatever the mail’s own', async () => {
    const uid = await append();
    const start = clock.now();
    await clock.advance(hour);
    const inbox = await account.open('INBOX');
    const [copied] = (await inbox.copy([uid], 'Trash')).to;
    expect((await marksOf('INBOX', uid)).savedAt?.getTime()).toBe(start);
    await clock.advance(hour);
    const [moved] = (await inbox.move([uid], 'Trash')).to;
    expect((await marksOf('Trash', copied ?? uid)).savedAt?.getTime()).toBe(start + hour);
    expect((await marksOf('Trash', moved ?? uid)).savedAt?.getTime()).toBe(start + 2 * hour);
  });

  test('is that of RENAME for what was in INBOX', async () => {
    await append();
    await clock.advance(hour);
    await account.rename('INBOX', 'Old');
    expect((await marksOf('Old', asUid(1))).savedAt?.getTime()).toBe(clock.now());
  });

  test('is unknown for mail from before it was noted', async () => {
    expect((await marksOf('INBOX', appendUnnoted())).savedAt).toBeUndefined();
  });
});
