import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import { openMaildirSource, openMaildirTarget } from '../../src/moving';
import { temporaryFolder } from '../support/folder';
import {
  accountWith,
  addMail,
  allMail,
  exportTo,
  importFrom,
  mailboxNames,
  openAccount,
  totals,
} from '../support/moving';

/** A Maildir with these files, paths from its root. */
function maildir(files: Readonly<Record<string, string>>, folders: readonly string[] = ['']): string {
  const root = temporaryFolder();
  for (const folder of folders)
    for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(root, folder, part), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(root, path), text);
    utimesSync(join(root, path), 1_600_000_000, 1_600_000_000);
  }
  return root;
}

async function read(root: string) {
  const account = openAccount();
  const summary = await importFrom(account, openMaildirSource(root));
  return { account, summary, mails: allMail(account) };
}

describe('a Maildir of another program', () => {
  test('gives flags, keywords by their letters, and the time of the file', async () => {
    const { mails } = await read(
      maildir({
        'dovecot-keywords': '0 $Label1\n1 todo\nx y\n99 far\n2 (bad\n',
        'cur/1.a.host,S=5:2,FRSabc': 'a\n\nA\n',
        'cur/2.b.host;2,DPT': 'b\n\n',
        'new/3.c.host': 'c\n\n',
        'cur/.hidden': 'no mail',
      }),
    );
    const date = { mailbox: 'INBOX', internalDate: 1_600_000_000_000 };
    expect(mails).toEqual([
      { ...date, source: 'a\r\n\r\nA\r\n', flags: ['$Label1', '\\Answered', '\\Flagged', '\\Seen', 'todo'] },
      { ...date, source: 'b\r\n\r\n', flags: ['$Forwarded', '\\Deleted', '\\Draft'] },
      { ...date, source: 'c\r\n\r\n', flags: [] },
    ]);
  });

  test('gives folders in either layout, names in UTF-7 or not', async () => {
    const folders = ['', '.Sent', '.Archive.2026', '.Gr&APw-n', 'Work/2026', 'inbox/sub', '&broken-', '.a%2Eb'];
    const { account } = await read(maildir({}, folders));
    expect(mailboxNames(account)).toEqual(
      expect.arrayContaining(['INBOX', 'Sent', 'Archive/2026', 'Grün', 'Work/2026', 'INBOX/sub', '&broken-', 'a.b']),
    );
  });

  test('is read past what is no file, and says so', async () => {
    const root = maildir({ 'cur/1:2,S': 'a' });
    symlinkSync('/dev/zero', join(root, 'cur/2:2,S'));
    mkdirSync(join(root, 'cur/3:2,S'));
    const { summary, mails } = await read(root);
    expect(mails).toHaveLength(1);
    expect(summary.problems).toHaveLength(2);
    expect(totals(summary)).toEqual([1, 0, 2]);
  });

  test('is known again when mail has moved within it, or the whole has moved', async () => {
    const { account } = await read(maildir({ 'new/1': 'a\n', 'cur/2:2,S': 'b\n', 'cur/3:2,': 'b\n' }));
    const elsewhere = maildir({ 'cur/1:2,S': 'a\n', 'cur/2:2,S': 'b\n', 'cur/3:2,': 'b\n', 'new/4': 'b\n' });
    expect(totals(await importFrom(account, openMaildirSource(elsewhere)))).toEqual([1, 3, 0]);
  });
});

describe('an exported Maildir', () => {
  test('is for its owner only, and has the flags in its names', async () => {
    const root = join(temporaryFolder(), 'out');
    await exportTo(
      accountWith([{ source: 'a\r\n', flags: ['\\Seen', 'todo', '$Forwarded'] }]),
      await openMaildirTarget(root, systemRandom),
    );
    const [name = ''] = readdirSync(join(root, 'cur'));
    expect(name).toMatch(/:2,PSab$/);
    expect(readFileSync(join(root, 'dovecot-keywords'), 'utf8').split('\n').sort()).toEqual([
      '',
      '0 $Forwarded',
      '1 todo',
    ]);
    expect(statSync(join(root, 'cur', name)).mode & 0o777).toBe(0o600);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(root, 'cur', name), 'latin1')).toBe('a\n');
  });

  test('is known again when its owner has moved and deleted mail in it', async () => {
    const root = join(temporaryFolder(), 'out');
    const account = accountWith([{ source: 'a' }, { source: 'b' }]);
    await exportTo(account, await openMaildirTarget(root, systemRandom));
    const { rmSync, renameSync } = await import('node:fs');
    const [first = '', second = ''] = readdirSync(join(root, 'cur'));
    rmSync(join(root, 'cur', first));
    renameSync(join(root, 'cur', second), join(root, '.Sent/cur', second));
    addMail(account, { source: 'c' });
    expect(totals(await exportTo(account, await openMaildirTarget(root, systemRandom)))).toEqual([1, 2, 0]);
    expect(totals(await exportTo(account, await openMaildirTarget(root, systemRandom), true))).toEqual([2, 1, 0]);
  });

  test('is written into a Maildir that is there, and into nothing else that is', async () => {
    const root = maildir({ 'cur/1:2,S': 'mine' });
    await exportTo(accountWith([{ source: 'a' }]), await openMaildirTarget(root, systemRandom));
    expect(readdirSync(join(root, 'cur'))).toHaveLength(2);
    const other = temporaryFolder();
    writeFileSync(join(other, 'letter'), '');
    await expect(openMaildirTarget(other, systemRandom)).rejects.toThrow('is no Maildir, and not empty');
  });
});
