import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, submit, until } from '../support/mailClient';
import { end, type Serving } from '../support/program';

const run = promisify(execFile);

// Four mail clients on one mailbox, the bridge ended and started again between them.

let circle: Circle;
let serving: Serving;

async function again(): Promise<void> {
  expect(await end(serving.child, 'SIGTERM')).toBe(0);
  serving = await circle.home.serve();
}

beforeAll(async () => {
  circle = await openCircle();
  serving = await circle.home.serve();
  await until('the confirmation', () => count('Nym Server'));
  for (const n of [1, 2, 3])
    await submit(circle, serving, { subject: `letter ${n}`, text: `Hello Bob, this is ${n}.` });
  await until('three answers', async () => ((await count('INBOX')) === 3 ? true : undefined));
});
afterAll(() => circle.remove());

async function count(mailbox: string): Promise<number | undefined> {
  const client = await login(circle, serving);
  const { length } = await readMailbox(client, mailbox);
  await client.logout();
  return length === 0 ? undefined : length;
}

async function subjects(mailbox: string): Promise<string[]> {
  const client = await login(circle, serving);
  const messages = await readMailbox(client, mailbox);
  await client.logout();
  return messages.map(({ subject }) => subject).sort();
}

describe('curl', () => {
  const curl = (...words: string[]) =>
    run('curl', [
      '-sS',
      '--ssl-reqd',
      '--cacert',
      circle.certificateFile,
      '--user',
      `${alice}:${circle.password}`,
      ...words,
    ]);
  const url = (path: string) => `imap://127.0.0.1:${serving.imapPort}/${path}`;

  test('lists the mailboxes', async () => {
    const { stdout } = await curl(url(''));
    for (const name of ['INBOX', 'Sent', 'Drafts', 'Archive', 'Junk', 'Trash', '"Nym Server"'])
      expect(stdout).toContain(name);
  });

  test('gets a message to the byte, as long as it is', async () => {
    const { stdout } = await curl(url('INBOX;UID=1'));
    const client = await login(circle, serving);
    const [first] = await readMailbox(client, 'INBOX');
    await client.logout();
    expect(stdout).toBe(first?.source);
  });

  test('searches', async () => {
    const { stdout } = await curl(url('INBOX'), '-X', 'SEARCH SUBJECT "letter 2"');
    expect(stdout).toMatch(/^\* (?:E?SEARCH) .*\b\d+/m);
  });

  test('submits a letter', async () => {
    const file = join(circle.home.folder, 'letter.eml');
    writeFileSync(file, `From: ${alice}\r\nTo: bob@example.org\r\nSubject: by curl\r\n\r\nHello by curl.\r\n`);
    const smtp = [`smtp://127.0.0.1:${serving.smtpPort}`, '--mail-from', alice, '--mail-rcpt', 'bob@example.org'];
    await curl(...smtp, '--upload-file', file);
    await until('the answer', async () => ((await count('INBOX')) === 4 ? true : undefined));
    expect(await subjects('INBOX')).toContain('Re: by curl');
  });
});

describe('mbsync', () => {
  let mail: string;
  // by name: it compares host names with certificates, and addresses with nothing
  const sync = async () => {
    const config = join(circle.home.folder, 'mbsyncrc');
    writeFileSync(
      config,
      `IMAPAccount nym
Host localhost
Port ${serving.imapPort}
User ${alice}
Pass ${circle.password}
SSLType STARTTLS
CertificateFile ${circle.certificateFile}

IMAPStore remote
Account nym

MaildirStore local
Path ${mail}/
Inbox ${mail}/INBOX
SubFolders Verbatim

Channel all
Far :remote:
Near :local:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
`,
      { mode: 0o600 },
    );
    await run('mbsync', ['-c', config, '-a', '-q']);
  };
  const files = (folder: string) =>
    ['cur', 'new'].flatMap((part) =>
      readdirSync(join(mail, folder, part)).map((name) => join(mail, folder, part, name)),
    );

  test('brings everything down', async () => {
    mail = join(circle.home.folder, 'Maildir');
    mkdirSync(mail);
    await sync();
    expect(files('INBOX')).toHaveLength(4);
    expect(readdirSync(mail)).toEqual(expect.arrayContaining(['INBOX', 'Sent', 'Nym Server']));
  });

  test('takes flags, new mail and moves up, and they survive a restart of the bridge', async () => {
    const [first = ''] = files('INBOX').filter((file) => readFileSync(file, 'latin1').includes('letter 1'));
    writeFileSync(join(mail, 'Archive', 'cur', `1.moved.host:2,FS`), readFileSync(first));
    await run('rm', [first]);
    await again();
    await sync();
    expect(await subjects('INBOX')).toEqual(['Re: by curl', 'Re: letter 2', 'Re: letter 3']);
    const client = await login(circle, serving);
    const [moved, ...more] = await readMailbox(client, 'Archive');
    await client.logout();
    expect(moved?.subject).toBe('Re: letter 1');
    expect(moved?.flags.sort()).toEqual(['\\Flagged', '\\Seen']);
    expect(more).toEqual([]);
  });
});

describe('neomutt', () => {
  test('opens INBOX, shows a message and moves it', async () => {
    const config = join(circle.home.folder, 'muttrc');
    const shown = join(circle.home.folder, 'shown.txt');
    writeFileSync(
      config,
      `set imap_user="${alice}" imap_pass="${circle.password}" folder="imap://127.0.0.1:${serving.imapPort}/" spoolfile="+INBOX"
set ssl_starttls=yes ssl_force_tls=yes certificate_file="${circle.certificateFile}" ssl_verify_host=no
set header_cache="" message_cachedir="" quit=yes wait_key=no confirmappend=no confirmcreate=no move=no delete=yes timeout=5
set record="" postponed=""
`,
      { mode: 0o600 },
    );
    const push = `<search>letter 2<enter><pipe-message>cat > ${shown}<enter><save-message>=Junk<enter><sync-mailbox><quit>`;
    const words = `TERM=xterm neomutt -n -F ${config} -e 'push "${push}"'`;
    await run('timeout', ['60', 'script', '-qec', words, '/dev/null']);
    expect(readFileSync(shown, 'latin1')).toContain('letter 2');
    expect(await subjects('Junk')).toEqual(['Re: letter 2']);
    expect(await subjects('INBOX')).toEqual(['Re: by curl', 'Re: letter 3']);
  });
});

describe('imapflow', () => {
  test('moves, deletes and files a draft, and finds it so after a restart', async () => {
    const client = await login(circle, serving);
    const lock = await client.getMailboxLock('INBOX');
    await client.messageMove('1:*', 'Trash');
    lock.release();
    await client.append('Drafts', Buffer.from('Subject: a draft\r\n\r\nnot yet\r\n'), ['\\Draft', '\\Seen']);
    await client.logout();
    await again();
    expect(await subjects('Trash')).toEqual(['Re: by curl', 'Re: letter 3']);
    expect(await subjects('INBOX')).toEqual([]);
    expect(await subjects('Drafts')).toEqual(['a draft']);
  });
});
