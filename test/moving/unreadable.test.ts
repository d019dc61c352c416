import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openMaildirSource, openMboxSource, type Source } from '../../src/moving';
import { temporaryFolder } from '../support/folder';
import { importFrom, mailboxNames, openAccount, totals } from '../support/moving';
import { asSomebodyElse } from '../support/somebodyElse';

// What cannot be read is named and left, and the rest comes.

/** A folder with these files, paths from its root; a path that ends in a slash is a folder. `closed` nobody but root may read. */
function folderOf(files: Readonly<Record<string, string>>, closed: readonly string[]) {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(root, path), text);
  }
  const setModes = (mode: number) => {
    for (const path of closed) chmodSync(join(root, path), mode);
  };
  return {
    root,
    /** Imports from it as somebody to whom those are closed. */
    read: async (source: Source) => {
      const account = openAccount();
      setModes(0);
      try {
        return { account, summary: await asSomebodyElse(root, () => importFrom(account, source)) };
      } finally {
        setModes(0o700);
      }
    },
  };
}

const mbox = (subject: string) => `From bob@example.org Thu Jan  1 00:00:00 2026\nSubject: ${subject}\n\n\n`;

describe('a folder of mboxes', () => {
  const files = {
    'a.mbox': mbox('a'),
    'b.mbox': mbox('b'),
    'c/c.mbox': mbox('c'),
    d: 'From Berlin with love\n\n',
    'e/e.mbox': mbox('e'),
  };

  test('gives all that can be read, whatever else lies in it, and makes no mailboxes for the rest', async () => {
    const { root, read } = folderOf(files, ['b.mbox', 'c']);
    const { account, summary } = await read(openMboxSource(root));
    expect(totals(summary)).toEqual([2, 0, 3]);
    expect(summary.problems).toEqual([
      `${join(root, 'b.mbox')} could not be read (EACCES), and was left.`,
      `${join(root, 'c')} could not be read (EACCES), and was left.`,
      `${join(root, 'd')} is no mbox: it does not begin with a "From " line.`,
    ]);
    expect(mailboxNames(account)).toEqual(['INBOX', 'Sent', 'a', 'e', 'e/e']);
  });

  test('that is closed itself, or one file that was named and is closed, stops the import', async () => {
    const { root, read } = folderOf(files, ['b.mbox', 'c']);
    for (const name of ['b.mbox', 'c'])
      await expect(read(openMboxSource(join(root, name)))).rejects.toMatchObject({ code: 'EACCES' });
    await expect(read(openMboxSource(join(root, 'd')))).rejects.toThrow('is no mbox');
  });
});

describe('a Maildir', () => {
  const maildir = (folder: string) => ({ [`${folder}cur/1:2,a`]: `Subject: ${folder}\n\n`, [`${folder}new/`]: '' });
  const files = {
    ...maildir(''),
    ...maildir('.Closed/'),
    ...maildir('.Half/'),
    ...maildir('.Keys/'),
    '.Keys/dovecot-keywords': '0 todo\n',
    'lost+found/': '',
    ...maildir('.Sent/'),
  };

  test('gives all that can be read, and no mail without the keywords that it has', async () => {
    const { root, read } = folderOf(files, ['.Closed', '.Half/cur', '.Keys/dovecot-keywords', 'lost+found']);
    const { account, summary } = await read(openMaildirSource(root));
    expect(totals(summary)).toEqual([2, 0, 4]);
    expect([...summary.problems].sort()).toEqual([
      expect.stringMatching(/\.Closed.*could not be read \(EACCES\)/),
      `${join(root, '.Half')} was left: ${join(root, '.Half/cur')} could not be read (EACCES).`,
      `${join(root, '.Keys')} was left: ${join(root, '.Keys/dovecot-keywords')} could not be read (EACCES).`,
      expect.stringMatching(/lost\+found.*could not be read \(EACCES\)/),
    ]);
    expect(mailboxNames(account)).toEqual(['INBOX', 'Sent']);
  });

  test('that is closed itself stops the import, and so does one that is none', async () => {
    const { root, read } = folderOf(files, ['.Closed', 'lost+found']);
    await expect(read(openMaildirSource(join(root, '.Closed')))).rejects.toMatchObject({ code: 'EACCES' });
    const none = folderOf({ 'closed/': '', 'letter.txt': '' }, ['closed']);
    await expect(none.read(openMaildirSource(none.root))).rejects.toThrow(
      'is no Maildir: there is no folder with "cur" and "new" in it that could be read.',
    );
  });
});
