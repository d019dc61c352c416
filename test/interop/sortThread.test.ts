import { connect as connectTls } from 'node:tls';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { imapWords, Line } from '../session/dialog';
import { openImap } from '../support/imap';
import type { TestImap } from '../support/imap';
import { startDovecot } from './dovecot';
import type { Dovecot } from './dovecot';

// Clients that let the server sort and thread must not be shown another order here than they know from elsewhere.

const mails = 400;
let dovecot: Dovecot;
let bridge: TestImap;
let lines: readonly Line[];

beforeAll(async () => {
  dovecot = await startDovecot();
  await dovecot.addUser('sorter', 'maildir:~/Maildir');
  bridge = await openImap();
  const { port } = dovecot.settings('sorter', { security: 'tls' });
  const there = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  lines = [await open(there, 'sorter', 'pass'), await open(await bridge.connect(), 'panda@nym.test', 'secret')];
});

afterAll(async () => {
  for (const line of lines) line.stream.destroy();
  await bridge.stop();
  await dovecot.stop();
});

async function open(stream: Duplex, user: string, password: string): Promise<Line> {
  const line = new Line(stream);
  await line.next();
  await ask(line, `LOGIN ${user} ${password}`);
  await ask(line, 'SELECT INBOX');
  for (let i = 0; i < mails; i++) {
    const mail = mailOf(i);
    const minute = String(i % 60).padStart(2, '0');
    await ask(line, `APPEND INBOX "22-Nov-2026 12:${minute}:00 +0000" {${Buffer.byteLength(mail)}+}\r\n${mail}`);
  }
  return line;
}

/** The answer's first line that is not news of the mailbox. */
async function ask(line: Line, command: string): Promise<string> {
  line.send(`1 ${command}`);
  for (let told = ''; ;) {
    const came = await line.next();
    if (/^\* (SORT|THREAD)/.test(came)) told = came.trimEnd();
    if (!imapWords.isFinal(came, '1')) continue;
    if (!imapWords.isOk(came)) throw new Error(`${command.slice(0, 60)}: ${came}`);
    return told;
  }
}

/** Numbers that look like chance and are the same each time. */
const chance = (i: number, salt: number): number =>
  ((i + 1) * 2654435761 + salt * 40503 + ((i * i) % 7919) * salt) >>> 7;
const pick = <T>(list: readonly T[], i: number, salt: number): T => list[chance(i, salt) % list.length] as T;

const subjects = [
  'lunch',
  'Lunch',
  '[nyms] lunch',
  'supper',
  '=?utf-8?q?caf=C3=A9?=',
  'CAFÉ',
  'tea (fwd)',
  '[fwd: tea]',
  '[list]',
  '',
];
const prefixes = ['', '', 'Re: ', 'RE: Fwd: ', 'Fw[2]: ', '[nyms] re: '];
const people = [
  'Bob <bob@example.org>',
  'amy@example.org',
  '"Zoe, who" <b@example.org>',
  '=?utf-8?q?=C3=84nne?= <c@example.org>',
];
const zones = ['+0000', '-0500', '+0530', 'GMT', 'EST'];

function mailOf(i: number): string {
  const day = 1 + (chance(i, 3) % 28);
  const hour = String(chance(i, 4) % 24).padStart(2, '0');
  const known = (salt: number): string => `<m${chance(i, salt) % (mails + 20)}@x>`;
  const references = Array.from({ length: chance(i, 5) % 4 }, (_, n) => known(20 + n)).join(' ');
  const tied = chance(i, 6) % 3 === 0 ? '' : `References: ${references}\r\n`;
  const answers = chance(i, 7) % 4 === 0 ? `In-Reply-To: ${known(9)}\r\n` : '';
  return (
    `From: ${pick(people, i, 10)}\r\nTo: ${pick(people, i, 11)}\r\nCc: ${pick(people, i, 12)}\r\n` +
    `Subject: ${pick(prefixes, i, 13)}${pick(subjects, i, 14)}\r\nMessage-ID: <m${i}@x>\r\n${tied}${answers}` +
    `Date: ${day} Oct 2026 ${hour}:${String(i % 60).padStart(2, '0')}:${String(chance(i, 8) % 60).padStart(2, '0')} ${pick(zones, i, 15)}\r\n` +
    `\r\n${'word '.repeat(chance(i, 16) % 40)}\r\n`
  );
}

test.each([
  'SORT (ARRIVAL) UTF-8 ALL',
  'SORT (REVERSE ARRIVAL) UTF-8 ALL',
  'SORT (DATE) UTF-8 ALL',
  'SORT (SIZE REVERSE DATE) UTF-8 ALL',
  'SORT (SUBJECT) UTF-8 ALL',
  'SORT (REVERSE SUBJECT DATE) UTF-8 ALL',
  'SORT (FROM TO CC) UTF-8 ALL',
  'SORT (DISPLAYFROM REVERSE DISPLAYTO) UTF-8 ALL',
  'UID SORT (SUBJECT FROM) UTF-8 10:200 FROM bob',
  'THREAD ORDEREDSUBJECT UTF-8 ALL',
  'THREAD REFERENCES UTF-8 ALL',
  'THREAD REFERENCES UTF-8 SUBJECT lunch',
  'THREAD REFERENCES UTF-8 1:30',
  'UID THREAD REFERENCES UTF-8 100:300 NOT FROM bob',
])('%s is answered as Dovecot does', async (command) => {
  const [there, here] = await Promise.all(lines.map((line) => ask(line, command)));
  expect(here).toMatch(/^\* (SORT|THREAD) \S/);
  expect(here).toBe(there);
});
