import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import { openMaildirSource, openMaildirTarget, openMboxTarget } from '../../src/moving';
import { writeWhole } from '../../src/moving/files';
import { noteName } from '../../src/moving/note';
import { temporaryFolder } from '../support/folder';
import { accountWith, addMail, exportTo } from '../support/moving';

const account = () => accountWith([{ mailbox: 'Old', source: 'Subject: a\r\n\r\nA\r\n' }]);

describe('a note in a folder that somebody else has filled', () => {
  const places = ['../outside', '..', '.Old/../../outside', '/tmp/outside', 'a//b', './x', 'a\\..\\b', 'a\0b'];

  test.each(places)('does not lead mail to %j', async (disk) => {
    for (const open of [openMaildirTarget, openMboxTarget]) {
      const parent = temporaryFolder();
      const folder = join(parent, 'export');
      mkdirSync(folder);
      writeFileSync(join(folder, noteName), JSON.stringify({ id: 'x', folders: { [disk]: 'Old' } }));
      const summary = await exportTo(account(), await open(folder, systemRandom)).catch(() => undefined);
      expect(existsSync(join(parent, 'outside'))).toBe(false);
      expect(summary?.problems).toEqual([]);
    }
  });
});

describe('what is written unfinished', () => {
  test('does not go through a link that somebody else has laid', async () => {
    const folder = temporaryFolder();
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'theirs', { mode: 0o644 });
    symlinkSync(elsewhere, join(folder, 'note.part'));
    await writeWhole(join(folder, 'note'), [Buffer.from('ours')]);
    expect(readFileSync(elsewhere, 'utf8')).toBe('theirs');
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('ours');
  });

  test('of an mbox neither, and nobody else can read what comes of it', async () => {
    const folder = join(temporaryFolder(), 'mbox');
    await exportTo(account(), await openMboxTarget(folder, systemRandom));
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'theirs', { mode: 0o644 });
    symlinkSync(elsewhere, join(folder, 'Old.mbox.part'));
    symlinkSync(elsewhere, join(folder, 'New.mbox.part'));
    const more = accountWith([
      { mailbox: 'Old', source: 'Subject: b\r\n\r\nB\r\n' },
      { mailbox: 'New', source: 'Subject: c\r\n\r\nC\r\n' },
    ]);
    more.store.mail.mailboxes.create(more.nymId, 'Other', 1);
    await exportTo(more, await openMboxTarget(folder, systemRandom));
    expect(readFileSync(elsewhere, 'utf8')).toBe('theirs');
    for (const name of ['Old.mbox', 'New.mbox']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
});

test('an mbox that everybody could read is for its owner alone when mail was added', async () => {
  const folder = join(temporaryFolder(), 'mbox');
  await exportTo(account(), await openMboxTarget(folder, systemRandom));
  chmodSync(join(folder, 'Old.mbox'), 0o644);
  const more = account();
  addMail(more, { mailbox: 'Old', source: 'Subject: b\r\n\r\nB\r\n' });
  await exportTo(more, await openMboxTarget(folder, systemRandom));
  expect(statSync(join(folder, 'Old.mbox')).mode & 0o777).toBe(0o600);
});

test('links for "cur" and "new" in a folder that was handed on lead to nobody else\'s mail', async () => {
  const folder = temporaryFolder();
  for (const name of ['mine/cur', 'mine/new', 'theirs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'mine', 'cur', '1:2,'), 'Subject: mine\n\n');
  for (const name of ['cur', 'new']) symlinkSync(join(folder, 'mine', name), join(folder, 'theirs', name));
  await expect(openMaildirSource(join(folder, 'theirs')).folders()).rejects.toThrow('is no Maildir');
});
