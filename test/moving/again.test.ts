import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openMboxSource, type Source } from '../../src/moving';
import { temporaryFolder } from '../support/folder';
import { addMail, allMail, importFrom, openAccount, removeAllMail, totals } from '../support/moving';

// `--again`: what a place has is asked for anew, and what is known of other places stays known.

const mail = (subject: string) => `Subject: ${subject}\r\n\r\n`;

function mboxOf(...subjects: string[]): string {
  const file = join(temporaryFolder(), 'Old.mbox');
  const from = 'From bob@example.org Thu Jan  1 00:00:00 2026\n';
  writeFileSync(file, subjects.map((subject) => `${from}Subject: ${subject}\n\n\n`).join(''));
  return file;
}

const subjectsOf = (account: ReturnType<typeof openAccount>) =>
  allMail(account).map(({ source }) => /Subject: (.*)\r/.exec(source)?.[1]);

describe('files', () => {
  test('asked for again do not make mail of other files come again, though it went into the same mailbox', async () => {
    const account = openAccount();
    const [one, two] = [mboxOf('a', 'both'), mboxOf('b', 'both')];
    for (const file of [one, two]) await importFrom(account, openMboxSource(file));
    removeAllMail(account);
    expect(totals(await importFrom(account, openMboxSource(one), undefined, true))).toEqual([2, 0, 0]);
    expect(totals(await importFrom(account, openMboxSource(two)))).toEqual([0, 2, 0]);
    expect(subjectsOf(account)).toEqual(['a', 'both']);
  });

  test('asked for again bring what was deleted, and nothing twice, then or later', async () => {
    const account = openAccount();
    const file = mboxOf('a', 'twin', 'twin', 'kept');
    await importFrom(account, openMboxSource(file));
    removeAllMail(account);
    for (const subject of ['twin', 'kept']) addMail(account, { mailbox: 'Old', source: mail(subject) });
    expect(totals(await importFrom(account, openMboxSource(file), undefined, true))).toEqual([2, 2, 0]);
    expect(totals(await importFrom(account, openMboxSource(file)))).toEqual([0, 4, 0]);
    expect(totals(await importFrom(account, openMboxSource(file), undefined, true))).toEqual([0, 4, 0]);
    expect(subjectsOf(account)).toEqual(['a', 'kept', 'twin', 'twin']);
  });
});

/** One folder of an account that keeps numbers for its mail. */
function folderOf(name: string): Source {
  return {
    peer: 'from imap alice@mail.example:993',
    folders: async () => [
      {
        name,
        below: name,
        specialUse: undefined,
        key: `${name} 1 > `,
        count: 1,
        mails: async function* mails() {
          yield {
            kind: 'mail',
            mail: { key: '1', flags: [], internalDate: 1_700_000_000_000, source: Buffer.from(mail(name)) },
          };
        },
      },
    ],
    close: async () => undefined,
  };
}

test('one folder of an account that is asked for again leaves its other folders known', async () => {
  const account = openAccount();
  for (const name of ['One', 'Two']) await importFrom(account, folderOf(name));
  removeAllMail(account);
  expect(totals(await importFrom(account, folderOf('One'), undefined, true))).toEqual([1, 0, 0]);
  expect(totals(await importFrom(account, folderOf('Two')))).toEqual([0, 1, 0]);
  expect(subjectsOf(account)).toEqual(['One']);
});
