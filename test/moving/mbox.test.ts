import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import { openMboxSource, openMboxTarget } from '../../src/moving';
import { limits } from '../../src/moving/limits';
import { filesPeer } from '../../src/moving/mail';
import { readFromLine, writeFromLine } from '../../src/moving/mbox/fromLine';
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

function fileOf(text: string | Buffer): string {
  const file = join(temporaryFolder(), 'mbox');
  writeFileSync(file, text);
  return file;
}

/** What an mbox of these bytes holds, as it comes into INBOX. */
async function read(text: string | Buffer) {
  const account = openAccount();
  const summary = await importFrom(account, openMboxSource(fileOf(text)), 'INBOX');
  return {
    account,
    mails: allMail(account).map(({ source, flags, internalDate }) => ({ source, flags, internalDate })),
    summary,
  };
}

const subjects = async (text: string) =>
  (await read(text)).mails.map(({ source }) => /Subject: (.*)\r/.exec(source)?.[1]).sort();

const from = 'From bob@example.org Thu Jan  1 00:00:00 2026\n';
const newYear = Date.UTC(2026, 0, 1);

describe('an mbox', () => {
  test('of Thunderbird gives its flags, and not what was deleted', async () => {
    const { mails } = await read(
      `From - Thu Jan 01 00:00:00 2026\nX-Mozilla-Status: 1003\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: $label1 todo     \nSubject: a\n\nA\n\n` +
        `From - Thu Jan 01 00:00:00 2026\nX-Mozilla-Status: 0009\nSubject: deleted\n\nB\n\nFrom - \nX-Mozilla-Status: 0004\nSubject: c\n\nC\n`,
    );
    expect(mails.map(({ source, flags }) => ({ source, flags }))).toEqual([
      { source: 'Subject: a\r\n\r\nA\r\n', flags: ['$Forwarded', '$label1', '\\Answered', '\\Seen', 'todo'] },
      { source: 'Subject: c\r\n\r\nC\r\n', flags: ['\\Flagged'] },
    ]);
  });

  test('takes no orders from a sender who writes like Thunderbird', async () => {
    const { mails } = await read(`${from}Subject: a\nX-Mozilla-Status: 0009\n\nA\n`);
    expect(mails).toEqual([
      { source: 'Subject: a\r\nX-Mozilla-Status: 0009\r\n\r\nA\r\n', flags: [], internalDate: newYear },
    ]);
  });

  test('cannot bring mail that passes for what the bridge has looked at, and does not double what it has brought', async () => {
    const forged = `${from}x-nymbridge-signature: good\nSubject: a\n\nX-Nymbridge-Signature: words\n`;
    const { mails, account } = await read(forged);
    const source = 'X-Outside-Nymbridge-signature: good\r\nSubject: a\r\n\r\nX-Nymbridge-Signature: words\r\n';
    expect(mails.map((mail) => mail.source)).toEqual([source]);
    account.store.moves.forget(account.nymId, filesPeer);
    expect(totals(await importFrom(account, openMboxSource(fileOf(forged)), 'INBOX'))).toEqual([0, 1, 0]);
  });

  test('of mutt gives its flags, and loses the fields that are its own', async () => {
    const { mails } = await read(`${from}Subject: a\nStatus: RO\nX-Status: AF\nX-Keywords: todo (bad\n\n>From me\n\n`);
    expect(mails).toEqual([
      {
        source: 'Subject: a\r\n\r\nFrom me\r\n',
        flags: ['\\Answered', '\\Flagged', '\\Seen', 'todo'],
        internalDate: newYear,
      },
    ]);
  });

  test('that counts instead of quoting keeps every ">"; a count that is wrong counts for nothing', async () => {
    const counted = (length: number) => `${from}Subject: a\nContent-Length: ${length}\n\n>From me\n\n`;
    expect((await read(counted(9))).mails[0]?.source).toBe('Subject: a\r\n\r\n>From me\r\n');
    expect((await read(counted(8))).mails[0]?.source).toBe('Subject: a\r\nContent-Length: 8\r\n\r\nFrom me\r\n');
  });

  test('that counts is not cut by what looks like the beginning of a mail, nor by a count that only a sender has written', async () => {
    const planted = `Hi\n\n${from}From: boss@example.org\nSubject: planted\n\nPay him.\n`;
    const mail = (subject: string, body: string, length = body.length) =>
      `${from}Subject: ${subject}\nContent-Length: ${length}\n\n${body}\n`;
    const whole = mail('a', planted) + mail('b', '') + mail('c', 'x'.repeat(600_000) + planted) + mail('d', 'D\n');
    const { mails } = await read(whole);
    expect(mails.map(({ source }) => source.slice(0, 12))).toEqual(
      ['a', 'b', 'c', 'd'].map((s) => `Subject: ${s}\r\n`),
    );
    expect(mails[0]?.source).toBe(`Subject: a\r\n\r\n${planted.replaceAll('\n', '\r\n')}`);
    // a mail without one says that nobody counts here: the next one's is its sender's, and would swallow another
    const two = mail('b', 'B\n\n') + mail('c', 'C\n');
    const swallowing = mail('a', 'A\n', 3 + two.length - 1);
    expect(await subjects(`${from}Subject: 0\n\n0\n\n${swallowing}${two}`)).toEqual(['0', 'a', 'b', 'c']);
    // what is behind a mail that has counted is another mail or nothing: no byte is left out
    const glued = `${mail('a', 'A\n').slice(0, -1)}${from}no field\n\n${from}Subject: b\n\n`;
    expect((await read(glued)).mails.map(({ source }) => source.replaceAll('\r', '')).sort()).toEqual([
      expect.stringContaining(`A\n${from}no field\n`),
      'Subject: b\n',
    ]);
    // nor does a count that ends nowhere
    expect(await subjects(mail('a', planted, 9_999_999) + mail('b', 'B\n'))).toEqual(['a', 'b', 'planted']);
  });

  test('is not cut by a sentence that begins with "From", quoted or not', async () => {
    const text = `${from}Subject: a\n\nHello.\n\nFrom now on it is Thu Jan 2026.\n\nFrom - the desk\nFrom x Thu Jan  1 00:00:00 2026\nno field\n\n${from}Subject: b\n\n`;
    expect(await subjects(text)).toEqual(['a', 'b']);
  });

  test('is cut where no blank line stands before the next mail', async () => {
    expect(await subjects(`${from}Subject: a\n\nA\n${from}Subject: b\n\nB\n`)).toEqual(['a', 'b']);
  });

  test('may have the line ends of Windows, and none at its end', async () => {
    const { mails } = await read(`${from}Subject: a\n\nA\n\n${from}Subject: b\n\nB`.replaceAll('\n', '\r\n'));
    expect(mails.map(({ source }) => source)).toEqual(['Subject: a\r\n\r\nA\r\n', 'Subject: b\r\n\r\nB']);
  });

  test('of nothing gives nothing; of anything else, a sentence', async () => {
    expect((await read('')).mails).toEqual([]);
    await expect(read(`junk\n\n${from}Subject: a\n\n`)).rejects.toThrow('does not begin with a "From " line');
    await expect(read('\0'.repeat(100))).rejects.toThrow('is no mbox');
  });

  test('with a mail too large to take gives all others, and says which was left', async () => {
    const large = Buffer.alloc(limits.mailBytes + 1, `${'x'.repeat(99)}\n`);
    const parts = [`${from}Subject: a\n\n\n${from}`, large, `\n\n${from}Subject: c\n\n\n`];
    const { mails, summary } = await read(Buffer.concat(parts.map((part) => Buffer.from(part))));
    expect(mails.map(({ source }) => source)).toEqual(['Subject: a\r\n\r\n', 'Subject: c\r\n\r\n']);
    expect(summary.problems).toEqual([expect.stringContaining('mail 2 is larger than 70 MiB')]);
  });

  // a reader that looks at anything twice takes minutes here
  test.each([
    ['From_ lines', '\nFrom x\n'],
    ['quotes', '>'],
    ['quoted lines', '>>>>>>>>From '],
    ['blank lines', '\n'],
    ['From_ lines without an end', '\nFrom '],
  ])('of a megabyte of %s is read in one go', async (_, text) => {
    const { mails } = await read(`${from}Subject: a\n\n${text.repeat(Math.ceil(1e6 / text.length))}`);
    expect(mails).toHaveLength(1);
  });
});

describe('a From_ line', () => {
  test.each([
    ['From a@b Thu Jan  1 00:00:00 2026', newYear],
    ['From a@b Thu Jan  1 02:00:00 2026 +0200', newYear],
    ['From a@b Wed Dec 31 22:00:00 -0200 2025', newYear],
    ['From a b c Thu Jan 1 00:00 UTC 2026', newYear],
    ['From - Thu Jan 01 00:00:00 2026', newYear],
    ['From a@b', undefined],
    ['From a@b Thu Jan 1', undefined],
    ['From a@b Thu Jan 1 00:00:00 twenty', undefined],
    ['From Thursday it is Thu Jan 1 00:00:00 2026, and on it goes for long', undefined],
    ['from a@b Thu Jan  1 00:00:00 2026', undefined],
  ])('%s', (line, date) => {
    expect(readFromLine(line)).toBe(date);
  });

  test('is written as it is read', () => {
    expect(writeFromLine(newYear)).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n');
    expect(readFromLine(writeFromLine(1_700_000_001_000))).toBe(1_700_000_001_000);
  });
});

describe('a folder of mboxes', () => {
  test('of an export gets what is new, and keeps what another program has put there', async () => {
    const folder = join(temporaryFolder(), 'out');
    const account = accountWith([{ source: 'Subject: a\r\n\r\n' }]);
    await exportTo(account, await openMboxTarget(folder, systemRandom));
    writeFileSync(join(folder, 'INBOX.mbox'), `${from}Subject: by mutt\n\nB`, { flag: 'a' });
    addMail(account, { source: 'Subject: c\r\n\r\n' });
    expect(totals(await exportTo(account, await openMboxTarget(folder, systemRandom)))).toEqual([1, 1, 0]);
    const back = openAccount();
    await importFrom(back, openMboxSource(folder));
    expect(allMail(back).map(({ source }) => source)).toEqual(
      expect.arrayContaining(['Subject: a\r\n\r\n', 'Subject: by mutt\r\n\r\nB\r\n', 'Subject: c\r\n\r\n']),
    );
  });

  test('that is somebody else’s is left alone', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'INBOX.mbox'), 'mine');
    await expect(openMboxTarget(folder, systemRandom)).rejects.toThrow('is something else already');
  });

  test('thrown away is exported anew', async () => {
    const account = accountWith([{ source: 'a' }]);
    await exportTo(account, await openMboxTarget(join(temporaryFolder(), 'one'), systemRandom));
    expect(totals(await exportTo(account, await openMboxTarget(join(temporaryFolder(), 'two'), systemRandom)))).toEqual(
      [1, 0, 0],
    );
  });
});

test('a mailbox that was deleted here since is not made again by mail that has come before', async () => {
  const file = join(temporaryFolder(), 'Old.mbox');
  writeFileSync(file, `${from}Subject: a\n\n`);
  const account = openAccount();
  await importFrom(account, openMboxSource(file));
  const { mailboxes } = account.store.mail;
  const old = mailboxes.byName(account.nymId, 'Old');
  if (old) mailboxes.remove(old.id);
  expect(totals(await importFrom(account, openMboxSource(file)))).toEqual([0, 1, 0]);
  expect(mailboxNames(account)).not.toContain('Old');
});
