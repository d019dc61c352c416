import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import { Secret } from '../../src/base/secret';
import {
  openImapSource,
  openImapTarget,
  openMaildirSource,
  openMaildirTarget,
  openMboxSource,
  openMboxTarget,
} from '../../src/moving';
import { temporaryFolder } from '../support/folder';
import { openImap, type TestImap } from '../support/imap';
import { accountWith, allMail, exportTo, importFrom, openAccount, totals } from '../support/moving';

// Mail that is removed while it is copied out: it is left out whole, and never half there or noted as copied.

const large = `Subject: b\r\n\r\n${'x'.repeat(78)}\r\n`.repeat(12_000);

/** Three mails; the large one in the middle is removed when a piece of its `nth` reading has been given, 0: before the first. */
function losing(nth: number) {
  const { store, nymId } = accountWith(
    ['Subject: a\r\n\r\nA\r\n', large, 'Subject: c\r\n\r\nC\r\n'].map((source) => ({ source })),
  );
  const { mailboxes, messages } = store.mail;
  const inbox = mailboxes.byName(nymId, 'INBOX');
  const uid = inbox && messages.snapshot(inbox.id)?.messages.uids[1];
  if (!inbox || uid === undefined) throw new Error('no mail');
  const { bodyId } = messages.body(inbox.id, uid) ?? {};
  const remove = () => {
    messages.expunge(inbox.id, [uid]);
  };
  let readings = 0;
  const bytes: typeof messages.bytes = function* bytes(body, start, end) {
    const isLast = body === bodyId && readings++ === Math.max(0, nth - 1);
    if (isLast && nth === 0) remove();
    for (const piece of messages.bytes(body, start, end)) {
      yield piece;
      if (isLast && nth > 0) remove();
    }
  };
  return { store: { ...store, mail: { ...store.mail, messages: { ...messages, bytes } } }, nymId };
}

let server: TestImap;
beforeAll(async () => {
  server = await openImap();
});
afterAll(() => server.stop());
const settings = (folder: string) => ({
  host: '127.0.0.1',
  port: server.port,
  security: 'none' as const,
  user: 'panda@nym.test',
  password: Secret.fromText('secret'),
  route: { via: 'direct' as const },
  folder,
});

const places = {
  Maildir: {
    open: (name: string) => openMaildirTarget(name, systemRandom),
    read: async (name: string) => openMaildirSource(name),
  },
  mbox: {
    open: (name: string) => openMboxTarget(name, systemRandom),
    read: async (name: string) => openMboxSource(name),
  },
  account: {
    open: (name: string) => openImapTarget(settings(name.replaceAll('/', '_'))),
    read: (name: string) => openImapSource(settings(name.replaceAll('/', '_'))),
  },
};

describe.each([
  ['Maildir', 'before it is read', 0],
  ['Maildir', 'while it is looked at', 1],
  ['Maildir', 'while it is written', 2],
  ['mbox', 'before it is read', 0],
  ['mbox', 'while it is looked at', 1],
  ['mbox', 'while it is written', 2],
  ['account', 'before it is read', 0],
  ['account', 'while it is sent', 1],
] as const)('out of a %s a mail that goes %s', (kind, _when, nth) => {
  test('stays away whole, and is told', async () => {
    const { open, read } = places[kind];
    const place = join(temporaryFolder(), 'out');
    const account = losing(nth);
    const summary = await exportTo(account, await open(place));
    expect(totals(summary)).toEqual([2, 0, 1]);
    expect(summary.problems).toEqual([
      `INBOX: a mail of 2023-11-14 with ${large.length} bytes went meanwhile, and was left out.`,
    ]);
    const back = openAccount();
    await importFrom(back, await read(place), 'INBOX');
    expect(allMail(back)).toEqual(allMail(account));
    expect(totals(await exportTo(account, await open(place)))).toEqual([0, 2, 0]);
  });
});

test('an mbox is to the byte as if the mail that went had never been, and no Maildir keeps a piece of it', async () => {
  const account = losing(2);
  const [during, after] = [join(temporaryFolder(), 'during'), join(temporaryFolder(), 'after')];
  await exportTo(account, await openMboxTarget(during, systemRandom));
  await exportTo(account, await openMboxTarget(after, systemRandom));
  const read = (folder: string) => readFileSync(join(folder, 'INBOX.mbox'), 'latin1');
  expect(read(during)).toBe(read(after));
  const maildir = join(temporaryFolder(), 'out');
  await exportTo(losing(2), await openMaildirTarget(maildir, systemRandom));
  expect(['tmp', 'new', 'cur'].map((part) => readdirSync(join(maildir, part)).length)).toEqual([0, 0, 2]);
});
