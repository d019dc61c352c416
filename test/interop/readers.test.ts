import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { login, readMailbox } from '../support/mailClient';
import type { Serving } from '../support/program';
import { drive } from './terminal';

const run = promisify(execFile);

// More programs that read mail: fetchmail, alpine, and Python's own library.

let circle: Circle;
let serving: Serving;

beforeAll(async () => {
  circle = await openCircle();
  serving = await circle.home.serve();
});
afterAll(() => circle.remove());

const mail = (subject: string) =>
  `From: bob@example.org\r\nTo: ${alice}\r\nSubject: ${subject}\r\n\r\nThis is ${subject}.\r\n`;

async function fill(mailbox: string, ...subjects: string[]): Promise<void> {
  const client = await login(circle, serving);
  for (const subject of subjects) await client.append(mailbox, mail(subject), []);
  await client.logout();
}

async function messagesIn(mailbox: string): Promise<string[]> {
  const client = await login(circle, serving);
  const messages = await readMailbox(client, mailbox);
  await client.logout();
  return messages.map(({ subject, flags }) => `${subject} ${[...flags].sort().join(' ')}`.trim());
}

test('imaplib: everything that Python’s library can do is done, and understood', async () => {
  const script = join(__dirname, 'imaplib_client.py');
  const words = [script, String(serving.imapPort), alice, circle.password, circle.certificateFile];
  const { stdout } = await run('/usr/bin/python3', words);
  expect(JSON.parse(stdout)).toEqual({
    version: 'IMAP4REV1',
    append: [expect.stringMatching(/^\[APPENDUID \d+ 1\] /)],
    utf8: true,
    count: ['1'],
    searched: ['1'],
    uids: ['1'],
    date: [2026, 11, 22],
    flags: ['\\Flagged', 'zoo'],
    same: true,
    stored: ['1 (UID 1 FLAGS (\\Answered \\Flagged zoo))'],
    copy: expect.stringMatching(/^\d+ 1 1$/),
    moved: '1',
    status: ['Trash (MESSAGES 1 UNSEEN 1)'],
    expunged: ['1'],
    unselected: true,
    list: ['(\\HasNoChildren) "/" Snake'],
    gone: 'NO',
  });
});

test('fetchmail: takes new mail away, and leaves what it is told to leave', async () => {
  await fill('INBOX', 'letter 1', 'letter 2');
  const config = join(circle.home.folder, 'fetchmailrc');
  const delivered = join(circle.home.folder, 'delivered.mbox');
  const fetch = async (...wishes: string[]) => {
    writeFileSync(
      config,
      `poll localhost protocol IMAP port ${serving.imapPort}
  username "${alice}" password "${circle.password}"
  sslproto "TLS1.2+" sslcertck sslcertfile "${circle.certificateFile}"
  mda "cat >> ${delivered}" ${wishes.join(' ')}
`,
      { mode: 0o600 },
    );
    const words = ['-f', config, '--nodetach', '--nosyslog', '--pidfile', join(circle.home.folder, 'fetchmail.pid')];
    const { stdout } = await run('fetchmail', [...words, '-v'], {
      env: { ...process.env, LC_ALL: 'C', FETCHMAILHOME: circle.home.folder },
    });
    return stdout;
  };
  const texts = () => [...readFileSync(delivered, 'latin1').matchAll(/^This is (.*)\.\r?$/gm)].map(([, text]) => text);
  await fetch('keep');
  expect(texts()).toEqual(['letter 1', 'letter 2']);
  expect(await messagesIn('INBOX')).toEqual(['letter 1 \\Seen', 'letter 2 \\Seen']);
  await fill('INBOX', 'letter 3');
  await fetch('nokeep');
  expect(texts()).toEqual(['letter 1', 'letter 2', 'letter 3']);
  expect(await messagesIn('INBOX')).toEqual(['letter 1 \\Seen', 'letter 2 \\Seen']);
});

test('alpine: shows a message, files it in another folder, removes a second one and leaves a third', async () => {
  await fill('Archive', 'story one', 'story two', 'story three');
  const home = join(circle.home.folder, 'home-alpine');
  mkdirSync(home);
  const server = `{localhost:${serving.imapPort}/tls/user=${alice}}`;
  const config = join(home, 'pinerc');
  writeFileSync(
    config,
    `user-domain=nym.test
inbox-path=${server}Archive
folder-collections=Nym ${server}[]
feature-list=quit-without-confirm,expunge-without-confirm,expunge-without-confirm-everywhere
last-version-used=6.26
`,
    { mode: 0o600 },
  );
  const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm', LC_ALL: 'C', SSL_CERT_FILE: circle.certificateFile };
  await drive(`alpine -p ${config} -i`, { env }, [
    ['ENTER PASSWORD', `${circle.password}\r`],
    ['Preserve password', 'n'],
    ['story three', '\r'],
    ['This is story one', 's'],
    ['SAVE', 'Junk\r'],
    ['1 of 3 ALL DEL', 'n'],
    ['This is story two', 'd'],
    ['This is story three', 'i'],
    ['story three', 'x'],
    ['xpunged', 'q'],
  ]);
  expect(await messagesIn('Junk')).toEqual(['story one \\Seen']);
  expect(await messagesIn('Archive')).toEqual(['story three \\Seen']);
});
