import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret';
import type { Store } from '../../src/store';
import { openMemoryStore, openStore, StoreError } from '../../src/store';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore } from '../support/stores';

const opened: Store[] = [];
const open = (folder: string) => {
  const store = openTestStore(folder);
  opened.push(store);
  return store;
};

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

/** The concatenated bytes of every file in the folder. */
function everyByte(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

describe('the store on disk', () => {
  test('holds nothing that can be read, neither in the file nor in its log', () => {
    const folder = temporaryFolder();
    const store = open(folder);
    const secrets = ['The goose flies at midnight', 'a telling subject', 'bob@example.org', 'panda@nym.test', 'INBOX'];
    const { nym, inbox } = addInbox(store, `${secrets.join('\n')} ${'x'.repeat(300_000)}`);
    store.outbox.add({
      nymId: nym,
      kind: 'send',
      state: 'queued',
      messageId: '<telling@nym.test>',
      clientMessageId: undefined,
      recipients: ['bob@example.org'],
      transport: 'smtp',
      notBefore: 0,
      createdAt: 0,
      sentBodyId: undefined,
      payload: Buffer.from(secrets.join('\n')),
    });
    store.mail.messages.expunge(inbox, [1 as never]);
    expect(readdirSync(folder).sort()).toEqual(['nymbridge.db', 'nymbridge.db-shm', 'nymbridge.db-wal']);
    const bytes = everyByte(folder);
    expect(bytes.length).toBeGreaterThan(300_000);
    for (const secret of [...secrets, '<telling@nym.test>', 'SQLite format', 'CREATE TABLE', 'message'])
      expect(bytes.includes(secret)).toBe(false);
  });

  test('cannot be read by other users of the machine', () => {
    const folder = join(temporaryFolder(), 'data');
    open(folder).settings.set('a', 'b');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('a wrong key is an error, not an empty store', () => {
    const folder = temporaryFolder();
    openTestStore(folder).close();
    expect(() => openStore(folder, new Secret(Buffer.alloc(32, 8)))).toThrow(
      expect.objectContaining({ code: 'damaged' }),
    );
  });

  test('a damaged page is an error, not somebody else’s bytes', () => {
    const folder = temporaryFolder();
    const store = openTestStore(folder);
    addInbox(store, 'x'.repeat(200_000));
    store.close();
    const path = join(folder, 'nymbridge.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length - 150_000, bytes.length - 140_000);
    writeFileSync(path, bytes);
    const again = open(folder);
    const read = () => [...again.mail.messages.bytes(1 as never, 0, 200_000)];
    expect(read).toThrow(StoreError);
  });

  test('what was written is there after closing and opening', () => {
    const folder = temporaryFolder();
    const store = openTestStore(folder);
    const { inbox } = addInbox(store, 'first', 'second');
    store.close();
    const again = open(folder);
    expect(again.mail.messages.snapshot(inbox)?.messages.uids).toEqual([1, 2]);
  });

  test('a letter of a nym that is not there is refused: nothing can hang in the air', () => {
    const store = open(temporaryFolder());
    const row = { nymId: 99 as never, kind: 'config', state: 'queued', payload: Buffer.from('x') } as const;
    const none = { messageId: undefined, clientMessageId: undefined, sentBodyId: undefined };
    const rest = { recipients: [], transport: 'smtp', notBefore: 0, createdAt: 0 };
    expect(() => store.outbox.add({ ...row, ...none, ...rest })).toThrow(
      expect.objectContaining({ code: 'nonexistent' }),
    );
  });

  test('after close every call says so', () => {
    const store = openMemoryStore();
    store.close();
    store.close();
    expect(() => store.settings.get('a')).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(() => store.transaction(() => 1)).toThrow(StoreError);
  });
});

describe('two processes on one file', () => {
  test('see each other’s changes, and are told that there are some', () => {
    const folder = temporaryFolder();
    const running = open(folder);
    const { inbox } = addInbox(running, 'first');
    const cli = open(folder);
    running.changed();
    expect(running.changed()).toBe(false);
    cli.mail.messages.append(inbox, [message('second')]);
    expect(running.changed()).toBe(true);
    expect(running.changed()).toBe(false);
    expect(running.mail.messages.snapshot(inbox)?.messages.uids).toHaveLength(2);
    expect(running.mail.mailboxes.byId(inbox)?.messages).toBe(2);
  });

  test('flags that one makes are known to the other', () => {
    const folder = temporaryFolder();
    const running = open(folder);
    const { inbox } = addInbox(running, 'first');
    const cli = open(folder);
    cli.mail.messages.store(inbox, [1 as never], 'add', ['$Forwarded']);
    expect(running.mail.messages.snapshot(inbox)?.messages.flags[0]).toEqual(['$Forwarded']);
  });

  test('never give out a UID twice', () => {
    const folder = temporaryFolder();
    const one = open(folder);
    const { inbox } = addInbox(one);
    const other = open(folder);
    const uids = [one, other, one, other].flatMap((store) => store.mail.messages.append(inbox, [message('x')]).uids);
    expect(uids).toEqual([1, 2, 3, 4]);
  });

  test('poll wakes listeners for a foreign change and not for an own one', async () => {
    const folder = temporaryFolder();
    const running = open(folder);
    const cli = open(folder);
    let calls = 0;
    running.watch(() => calls++);
    running.poll();
    await Promise.resolve();
    expect(calls).toBe(0);
    cli.settings.set('a', 'b');
    running.poll();
    await Promise.resolve();
    expect(calls).toBe(1);
    running.poll();
    await Promise.resolve();
    expect(calls).toBe(1);
  });

  test('a view taken with reading() does not change under the reader', () => {
    const folder = temporaryFolder();
    const reader = open(folder);
    reader.settings.set('a', 'before');
    const writer = open(folder);
    const seen = reader.reading(() => {
      const first = reader.settings.get('a');
      writer.settings.set('a', 'after');
      return [first, reader.settings.get('a')];
    });
    expect(seen).toEqual(['before', 'before']);
    expect(reader.settings.get('a')).toBe('after');
  });
});
