import { beforeEach, describe, expect, test } from '@jest/globals';
import { utf8 } from '../../../src/base/bytes';
import { openBackend } from '../../../src/incoming/mailbox';
import type { Account, NewMessage, Uid } from '../../../src/protocol/imap';
import { readStructure } from '../../../src/protocol/mime';
import { closeCombinedLogin, openCombinedLogin } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';
import { severalActive } from './nyms';

let world: Awaited<ReturnType<typeof severalActive>>;
let password: string;

beforeEach(async () => {
  world = await severalActive('koala@nym.example');
  password = openCombinedLogin(world.store, seededRandom('all'));
});

const backend = () => openBackend({ store: world.store, clock: new TestClock(), filedCopy: () => undefined });

async function logIn(user = 'all', given = password): Promise<Account> {
  const account = await backend().login(user, given);
  if (!account) throw new Error('no account');
  return account;
}

/** Koala's own account. */
const koala = () => logIn('koala@nym.example', world.all[1]?.password);

function message(subject: string): NewMessage {
  const source = utf8(`Subject: ${subject}\r\n\r\nhello\r\n`);
  return { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
}

describe('logging in', () => {
  test('takes its own password only, and no nym’s', async () => {
    const works = async (user: string, given: string) => (await backend().login(user, given)) !== undefined;
    expect(await works('all', password)).toBe(true);
    expect(await works(' ALL', password)).toBe(true);
    expect(await works('all', world.alice.password)).toBe(false);
    expect(await works('panda@nym.test', password)).toBe(false);
    expect(await works('all', '')).toBe(false);
  });

  test('is impossible before it has been asked for, and after it was ended', async () => {
    closeCombinedLogin(world.store);
    expect(await backend().login('all', password)).toBeUndefined();
    expect(await backend().login('all', '')).toBeUndefined();
    expect(openCombinedLogin(world.store, seededRandom('again'))).not.toBe(password);
    expect(await backend().login('all', password)).toBeUndefined();
  });
});

test('each nym’s folders are below its address, and none says what it is for', async () => {
  const list = await (await logIn()).list();
  expect(list.map(({ name }) => name)).toEqual([
    'INBOX',
    ...['panda@nym.test', 'koala@nym.example'].flatMap((nym) =>
      ['Archive', 'Drafts', 'INBOX', 'Junk', 'Nym Server', 'Sent', 'Trash'].map((name) => `${nym}/${name}`),
    ),
  ]);
  expect(list.every((info) => info.selectable && info.subscribed && info.specialUse === undefined)).toBe(true);
});

test('what is done to a folder is done to the nym’s own', async () => {
  const account = await logIn();
  await account.create('koala@nym.example/Zoo/Bears');
  await account.rename('koala@nym.example/Zoo', 'koala@nym.example/Park');
  await account.subscribe('koala@nym.example/Park/Bears', true);
  const { uids } = await account.append('koala@nym.example/Park/Bears', [message('one')]);
  const mailbox = await account.open('koala@nym.example/Park/Bears');
  expect(mailbox.name).toBe('koala@nym.example/Park/Bears');
  await mailbox.store(uids, 'add', ['\\Seen']);
  await mailbox.move(uids, 'koala@nym.example/INBOX');
  const own = await koala();
  expect((await own.list()).find(({ name }) => name === 'Park/Bears')).toMatchObject({ subscribed: true });
  expect(await own.status('INBOX')).toMatchObject({ messages: 1, unseen: 0 });
  await account.delete('koala@nym.example/Park/Bears');
  await expect(own.open('Park/Bears')).rejects.toMatchObject({ code: 'nonexistent' });
});

describe('nothing goes from one nym to another', () => {
  test('neither by COPY and MOVE nor by RENAME', async () => {
    const account = await logIn();
    const { uids } = await account.append('panda@nym.test/INBOX', [message('for panda')]);
    const inbox = await account.open('panda@nym.test/INBOX');
    for (const target of ['koala@nym.example/INBOX', 'INBOX']) {
      await expect(inbox.copy(uids, target)).rejects.toMatchObject({ code: 'cannot' });
      await expect(inbox.move(uids, target)).rejects.toMatchObject({ code: 'cannot' });
    }
    await account.create('panda@nym.test/Zoo');
    await expect(account.rename('panda@nym.test/Zoo', 'koala@nym.example/Zoo')).rejects.toMatchObject({
      code: 'cannot',
    });
    expect(await account.status('panda@nym.test/INBOX')).toMatchObject({ messages: 1 });
    expect(await (await koala()).status('INBOX')).toMatchObject({ messages: 0 });
  });

  test('nor is anything made where no nym is', async () => {
    const account = await logIn();
    for (const name of ['Sent', 'zebra@nym.test/Sent', 'panda@nym.test'])
      await expect(account.create(name)).rejects.toMatchObject({ code: 'cannot' });
    await expect(account.append('zebra@nym.test/Sent', [message('lost')])).rejects.toMatchObject({
      code: 'nonexistent',
    });
    await expect(account.open('panda@nym.test')).rejects.toMatchObject({ code: 'nonexistent' });
    await expect(account.delete('panda@nym.test')).rejects.toMatchObject({ code: 'nonexistent' });
    await expect(account.delete('panda@nym.test/INBOX')).rejects.toMatchObject({ code: 'cannot' });
  });
});

test('its own INBOX is there, empty, and takes nothing', async () => {
  const account = await logIn();
  const inbox = await account.open('INBOX');
  expect((await inbox.snapshot()).messages.uids).toEqual([]);
  expect(await account.status('INBOX')).toMatchObject({ messages: 0, unseen: 0, uidNext: 1 });
  await expect(account.append('INBOX', [message('stray')])).rejects.toMatchObject({ code: 'cannot' });
  await expect(account.delete('INBOX')).rejects.toMatchObject({ code: 'cannot' });
  await expect(account.rename('INBOX', 'panda@nym.test/Old')).rejects.toMatchObject({ code: 'cannot' });
  expect(await inbox.copy([1 as Uid], 'panda@nym.test/INBOX')).toMatchObject({ from: [], to: [] });
});

test('what is delivered to any nym is told to a client that waits', async () => {
  const account = await logIn();
  const mailbox = await account.open('koala@nym.example/INBOX');
  const { highestModSeq } = await mailbox.snapshot();
  let told = 0;
  const stop = mailbox.watch(() => told++);
  await (await koala()).append('INBOX', [message('for koala')]);
  await Promise.resolve();
  stop();
  expect(told).toBe(1);
  expect(await mailbox.changesSince(highestModSeq)).toMatchObject({ changed: { uids: [1] } });
});

test('a nym that is made while a client is logged in is there at once', async () => {
  const account = await logIn();
  const before = (await account.list()).length;
  await world.nyms.create(
    { address: 'zebra@nym.test', transport: 'smtp', algorithm: 'ecc', lifeSeconds: 86_400, displayName: '' },
    Date.now(),
    seededRandom('zebra'),
  );
  expect((await account.list()).length).toBe(before + 7);
  expect(await account.status('zebra@nym.test/INBOX')).toMatchObject({ messages: 0 });
});
