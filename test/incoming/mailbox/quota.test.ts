import { beforeEach, expect, test } from '@jest/globals';
import { openBackend } from '../../../src/incoming/mailbox';
import { readStructure } from '../../../src/protocol/mime';
import type { Account, NewMessage } from '../../../src/protocol/imap';
import type { Nym } from '../../../src/nym';
import type { Store } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { message } from '../../support/stores';
import { removeMail } from '../../support/removal';

let store: Store;
let alice: Nym;

beforeEach(async () => {
  ({ store, alice } = await aliceActive());
});

async function logIn(storeLimit?: number): Promise<Account> {
  const backend = openBackend({ store, clock: new TestClock(), filedCopy: () => undefined, storeLimit });
  const account = await backend.login('panda@nym.test', alice.password);
  if (!account) throw new Error('no account');
  return account;
}

function large(bytes: number): NewMessage {
  const source = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(bytes, 'x')]);
  return { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
}

test('without a limit there is no quota, and nothing is refused for it', async () => {
  const account = await logIn();
  expect(await account.quota()).toBeUndefined();
  await expect(account.append('INBOX', [large(1_000_000)])).resolves.toMatchObject({ uids: [expect.any(Number)] });
});

test('a mail over the limit is refused whole, mail that arrives is kept, and what is expunged makes room again', async () => {
  const limit = store.usedBytes() + 400_000;
  const account = await logIn(limit);
  const { uids } = await account.append('INBOX', [large(300_000)]);
  await expect(account.append('INBOX', [large(10), large(300_000)])).rejects.toMatchObject({ code: 'over-quota' });
  const inbox = await account.open('INBOX');
  const before = (await inbox.snapshot()).messages.uids.length;
  const id = store.mail.mailboxes.byName(alice.id, 'INBOX')?.id;
  if (id === undefined) throw new Error('no INBOX');
  store.mail.messages.append(id, [message('x'.repeat(300_000))]);
  expect((await inbox.snapshot()).messages.uids).toHaveLength(before + 1);
  const full = await account.quota();
  expect(full?.usedBytes).toBeGreaterThan(limit);
  await expect(inbox.copy(uids, 'INBOX')).resolves.toMatchObject({ from: uids });
  await expect(account.append('INBOX', [large(10)])).rejects.toMatchObject({ code: 'over-quota' });
  await removeMail(inbox, (await inbox.snapshot()).messages.uids);
  expect((await account.quota())?.usedBytes).toBeLessThan(limit);
  await expect(account.append('INBOX', [large(10)])).resolves.toBeDefined();
});

test('what an EXPUNGE would free is told', async () => {
  const account = await logIn();
  const { uids } = await account.append('INBOX', [large(100), large(200)]);
  const inbox = await account.open('INBOX');
  expect(await account.deletedSize('INBOX')).toBe(0);
  await inbox.store(uids.slice(1), 'add', ['\\Deleted']);
  expect(await account.deletedSize('INBOX')).toBe(218);
});

test('a full account takes no notes of clients, but lets them shorten and remove those that it has', async () => {
  const [comment, order] = ['/private/comment', '/private/vendor/client/order'];
  const roomy = await logIn();
  await roomy.setMetadata('INBOX', new Map([[comment, Buffer.alloc(5000, 'a')]]));
  const account = await logIn(store.usedBytes());
  const longer = new Map([[comment, Buffer.alloc(6000, 'a')]]);
  await expect(account.setMetadata('INBOX', longer)).rejects.toMatchObject({ code: 'over-quota' });
  await expect(account.setMetadata(undefined, longer)).rejects.toMatchObject({ code: 'over-quota' });
  expect([...(await account.metadata('INBOX'))]).toEqual([[comment, Buffer.alloc(5000, 'a')]]);
  await account.setMetadata('INBOX', new Map([[comment, Buffer.from('short')], [order, Buffer.from('1')]])); // prettier-ignore
  await account.setMetadata('INBOX', new Map([[comment, undefined]]));
  expect([...(await account.metadata('INBOX')).keys()]).toEqual([order]);
});

test('notes that RENAME of INBOX copies count as new ones: a full store does not grow by it again and again', async () => {
  const account = await logIn(store.usedBytes() + 500_000);
  await account.setMetadata('INBOX', new Map([['/private/comment', Buffer.alloc(10_000)]]));
  const id = store.mail.mailboxes.byName(alice.id, 'INBOX')?.id;
  if (id === undefined) throw new Error('no INBOX');
  store.mail.messages.append(id, [message('x'.repeat(600_000))]);
  await expect(account.rename('INBOX', 'Old')).rejects.toMatchObject({ code: 'over-quota' });
  await account.setMetadata('INBOX', new Map([['/private/comment', undefined]]));
  await account.rename('INBOX', 'Old');
  expect(await account.status('Old')).toMatchObject({ messages: 1 });
});
