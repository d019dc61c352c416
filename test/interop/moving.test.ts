import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import {
  openImapSource,
  openImapTarget,
  openMaildirSource,
  openMaildirTarget,
  openMboxSource,
  openMboxTarget,
} from '../../src/moving';
import { temporaryFolder } from '../support/folder';
import { accountWith, allMail, exportTo, importFrom, openAccount, type Shown, totals } from '../support/moving';
import { type Dovecot, startDovecot } from './dovecot';

const run = promisify(execFile);

// What is copied out is read by Dovecot, mbsync and neomutt, and what Dovecot has written is read in.

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot.stop());

const mail = (subject: string, body = 'Hello.\r\n') =>
  `From: Bob <bob@example.org>\r\nTo: panda@nym.test\r\nSubject: ${subject}\r\nDate: Sun, 01 Nov 2026 10:00:00 +0000\r\n` +
  `Message-ID: <${subject.replaceAll(' ', '.')}@example.org>\r\n\r\n${body}`;

const account = accountWith([
  {
    source: mail('one', 'From here on\r\n>From there\r\n'),
    flags: ['\\Seen', '\\Answered'],
    internalDate: 1_600_000_000_000,
  },
  { source: mail('two'), flags: ['\\Flagged', '$Forwarded', 'todo'], internalDate: 1_500_000_000_000 },
  { source: mail('twin'), internalDate: 1_400_000_000_000 },
  { source: mail('twin'), internalDate: 1_400_000_000_000 },
  {
    source: mail('large', `${'x'.repeat(70)}\r\n`.repeat(360_000)),
    flags: ['\\Draft'],
    internalDate: 1_700_000_000_000,
  },
  { mailbox: 'Sent', source: mail('sent'), flags: ['\\Seen'], internalDate: 1_650_000_000_000 },
  {
    mailbox: 'Grüße/日本 & more',
    source: mail('far'),
    flags: ['\\Deleted', '$Label1'],
    internalDate: 1_660_000_000_000,
  },
]);
const original = allMail(account);

/** An account's mail, for comparing: the server's own folders are of no interest. */
const ofNote = (mails: readonly Shown[]) => mails.filter(({ mailbox }) => mailbox !== 'Papierkorb');

async function throughDovecot(user: string): Promise<Shown[]> {
  const back = openAccount();
  await importFrom(back, await openImapSource(dovecot.settings(user)));
  return ofNote(allMail(back));
}

describe('a Maildir that was exported', () => {
  let folder: string;
  beforeAll(async () => {
    await dovecot.addUser('synced', 'maildir:~/Maildir');
    folder = join(await dovecot.addUser('reader', 'maildir:~/Maildir'), 'Maildir');
    await exportTo(account, await openMaildirTarget(folder, systemRandom));
    dovecot.giveTo(folder);
  });

  test('is read by Dovecot: bytes, flags, keywords, dates, folders', async () => {
    expect(await throughDovecot('reader')).toEqual(original);
    const listed = await dovecot.doveadm('fetch', '-u', 'reader', 'mailbox flags date.received', 'ALL');
    expect(listed.split('\f').filter((one) => one.trim() !== '')).toHaveLength(original.length);
    expect(await dovecot.doveadm('mailbox', 'list', '-u', 'reader')).toContain('Grüße');
    expect(readFileSync(join(dovecot.folder, 'dovecot.log'), 'utf8')).not.toMatch(/Error|Warning/);
  });

  test('goes on after Dovecot has been there', async () => {
    expect(totals(await exportTo(account, await openMaildirTarget(folder, systemRandom)))).toEqual([
      0,
      original.length,
      0,
    ]);
    const again = await exportTo(account, await openMaildirTarget(folder, systemRandom), true);
    expect(totals(again)).toEqual([0, original.length, 0]);
  });

  test('is taken to a server by mbsync', async () => {
    const config = join(temporaryFolder(), 'mbsyncrc');
    const { port } = dovecot.settings('synced');
    writeFileSync(
      config,
      `IMAPAccount a\nHost localhost\nPort ${port}\nUser synced\nPass pass\nSSLType STARTTLS\nCertificateFile ${dovecot.folder}/cert.pem\n
IMAPStore far\nAccount a\n\nMaildirStore near\nInbox ${folder}\nSubFolders Maildir++\n
Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Far\nSync Push\nCopyArrivalDate yes\nSyncState ${temporaryFolder()}/\n`,
      { mode: 0o600 },
    );
    await run('mbsync', ['-c', config, '-a', '-q']);
    const there = await throughDovecot('synced');
    expect(there.map(({ mailbox }) => mailbox)).toEqual(original.map(({ mailbox }) => mailbox));
  });

  test('is read by neomutt', async () => {
    expect(await subjectsInNeomutt(folder, 5)).toEqual(['large', 'one', 'twin', 'twin', 'two']);
  });
});

describe('an mbox that was exported', () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(await dovecot.addUser('boxes', 'mbox:~/mail:INBOX=~/mail/INBOX.mbox'), 'mail');
    await exportTo(account, await openMboxTarget(folder, systemRandom));
  });

  test('is read by neomutt', async () => {
    expect(await subjectsInNeomutt(join(folder, 'INBOX.mbox'), 5)).toEqual(['large', 'one', 'twin', 'twin', 'two']);
  });

  test('is read by Dovecot: flags and dates', async () => {
    dovecot.giveTo(folder);
    const shown = (mails: readonly Shown[]) =>
      mails
        .map(
          ({ source, flags, internalDate }) =>
            `${/Subject: (.*)\r/.exec(source)?.[1] ?? ''} ${flags.filter((flag) => flag.startsWith('\\')).join(' ')} ${internalDate}`,
        )
        .sort();
    const back = openAccount();
    await importFrom(back, await openImapSource(dovecot.settings('boxes', { folder: 'INBOX' })));
    const inbox = allMail(back);
    expect(shown(inbox)).toEqual(shown(original.filter(({ mailbox }) => mailbox === 'INBOX')));
  });

  test('comes back as it was after Dovecot has been there', async () => {
    const back = openAccount();
    await importFrom(back, openMboxSource(folder));
    const bare = (mails: readonly Shown[]) =>
      mails.map(({ source, internalDate, mailbox }) => ({ source, internalDate, mailbox }));
    expect(bare(allMail(back))).toEqual(bare(original));
  });
});

describe('an account on Dovecot', () => {
  test.each(['starttls', 'tls'] as const)('gets and gives everything once (%s)', async (security) => {
    const user = `account-${security}`;
    await dovecot.addUser(user, 'maildir:~/Maildir');
    const settings = dovecot.settings(user, { security });
    expect(totals(await exportTo(account, await openImapTarget(settings)))).toEqual([original.length, 0, 0]);
    expect(totals(await exportTo(account, await openImapTarget(settings)))).toEqual([0, original.length, 0]);
    expect(totals(await exportTo(account, await openImapTarget(settings), true))).toEqual([0, original.length, 0]);
    expect(await throughDovecot(user)).toEqual(original);
  });

  test('has written a Maildir that is read as it is', async () => {
    const back = openAccount();
    await importFrom(back, openMaildirSource(join(dovecot.folder, 'home/account-tls/Maildir')));
    expect(ofNote(allMail(back))).toEqual(original);
  });

  test('has written an mbox that is read as it is', async () => {
    const home = await dovecot.addUser('writer', 'mbox:~/mail:INBOX=~/inbox');
    mkdirSync(join(home, 'mail'));
    dovecot.giveTo(home);
    const inbox = original.filter(({ mailbox }) => mailbox === 'INBOX');
    await exportTo(
      accountWith(inbox.map((one) => ({ ...one, source: Buffer.from(one.source, 'latin1') }))),
      await openImapTarget(dovecot.settings('writer')),
    );
    const back = openAccount();
    await importFrom(back, openMboxSource(join(home, 'inbox')), 'INBOX');
    expect(allMail(back)).toEqual(inbox);
  });

  test('gives its folders by their use, whatever they are called', async () => {
    const settings = dovecot.settings('account-tls');
    const trash = accountWith([]);
    trash.store.mail.mailboxes.create(trash.nymId, 'Trash', 1, '\\Trash');
    const own = accountWith([]);
    const id = own.store.mail.mailboxes.create(own.nymId, 'Trash', 1, '\\Trash');
    own.store.mail.messages.append(id, [
      { source: Buffer.from(mail('thrown away')), structure: '{}', flags: [], internalDate: 1_000_000_000_000 },
    ]);
    await exportTo(own, await openImapTarget(settings));
    expect(await dovecot.doveadm('fetch', '-u', 'account-tls', 'hdr.subject', 'mailbox', 'Papierkorb')).toContain(
      'thrown away',
    );
    await importFrom(trash, await openImapSource(settings));
    expect(allMail(trash).filter(({ mailbox }) => mailbox === 'Trash')).toHaveLength(1);
  });
});

/**
 * What neomutt lists, sorted. It throws away keys that are typed ahead while it is busy, and then shows one message alone: so it is
 * asked again, until it has shown as many as are expected, or five times.
 */
async function subjectsInNeomutt(path: string, expected: number): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    const subjects = await askNeomutt(path);
    if (subjects.length === expected || attempt === 5) return subjects;
  }
}

async function askNeomutt(path: string): Promise<string[]> {
  const shown = join(temporaryFolder(), 'shown.txt');
  const config = join(temporaryFolder(), 'muttrc');
  writeFileSync(
    config,
    'set header_cache="" quit=yes wait_key=no move=no read_only=yes pipe_split=yes\nset auto_tag=no\n',
  );
  const push = `<tag-pattern>~A<enter><tag-prefix><pipe-message>grep -m1 Subject: >> ${shown}<enter><quit>`;
  const words = `TERM=xterm neomutt -R -n -F ${config} -f ${path} -e 'push "${push}"'`;
  await run('timeout', ['60', 'script', '-qec', words, '/dev/null']);
  const text = existsSync(shown) ? readFileSync(shown, 'utf8') : '';
  return text
    .split('\n')
    .flatMap((line) => /^Subject: (.*)$/.exec(line)?.[1]?.trim() ?? [])
    .sort();
}
