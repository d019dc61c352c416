import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { composeGroups, goldenLetter, letterFrom } from '../support/composeGroups';
import { login, readMailbox, until } from '../support/mailClient';
import type { Serving } from '../support/program';
import { useFixedPorts } from './fixedPorts';
import { openNeomutt } from './neomutt';
import { openRecorder, type Recorder } from './recorder';
import { openSubmitting, ownSettings, type Preferences } from './thunderbird/submitting';
import { draftReply, readNewest, send, write, type Written } from './thunderbird/user';

// What the real Thunderbird and the real NeoMutt hand over today still becomes the letters of test/golden/compose.
// NYMBRIDGE_WRITE_GOLDEN=1 writes down what they handed over, to be read before it is committed.

let circle: Circle;
let serving: Serving;
let recorder: Recorder;
let files: string;

beforeAll(async () => {
  recorder = await openRecorder();
  circle = await openCircle();
  await useFixedPorts(circle);
  serving = await circle.home.serve();
  await until('the confirmation', () => count('Nym Server'));
  const header = `From: Bob <${bob}>\nTo: ${alice}\nSubject: bamboo\nMessage-ID: <bamboo@example.org>\n`;
  const text = 'Is the bamboo there?\nFrom Bob\n\n  two blanks\n';
  circle.world.deliver({ from: bob, to: alice, source: Buffer.from(`${header}\n${text}`) });
  await until('the mail from Bob', () => count('INBOX'));
  files = join(circle.home.folder, 'files');
  mkdirSync(files);
  writeFileSync(join(files, 'cat.png'), Buffer.from(Array.from({ length: 60 }, (_, i) => i)));
  writeFileSync(join(files, 'notes.txt'), 'Feed \nthe panda.\n');
});
afterAll(async () => {
  await circle.remove();
  await recorder.close();
});

async function count(mailbox: string): Promise<number | undefined> {
  const client = await login(circle, serving);
  const { length } = await readMailbox(client, mailbox);
  await client.logout();
  return length === 0 ? undefined : length;
}

/** What is written: a new mail, or an answer to Bob's. */
type Mail = Omit<Written, 'to'> | { readonly answer: string };

const greeting = 'Dear Bob,\n\nthe bamboo is here.\n\n-- \nAlice\n';
const long =
  'Dear Bob, this is a line that goes on for so long that mail clients and editors break it.\n\n' +
  `https://example.org/${'bamboo/'.repeat(12)}\n`;

/** The group, how (in the name of the file, beside the program's), and what is written. */
const mails: readonly (readonly [group: string, how: string, mail: Mail])[] = [
  ['plain', '', { subject: 'hello', text: greeting }],
  ['plain', '-in-html', { subject: 'hello', text: greeting, html: greeting.replaceAll('\n', '<br>') }],
  ['beyond-ascii', '', { subject: 'Grüße', text: 'Grüße, Bob! “Bamboo” costs 5 €.\n' }],
  ['long-lines', '', { subject: 'where', text: long }],
  ['html-thunderbird', '', { subject: 'bamboo', text: 'Dear Bob, *bamboo*.\n', html: 'Dear Bob, <b>bamboo</b>.' }],
  ['attachment', '', { subject: 'picture', text: 'Dear Bob,\n\na picture.\n', files: ['cat.png', 'notes.txt'] }],
  ['reply', '', { answer: 'It is.' }],
];
const plainMails = mails.filter(([, , mail]) => !('html' in mail));

interface Program {
  readonly submit: (mail: Mail) => Promise<void>;
  readonly close: () => Promise<void>;
}

const toBob = (mail: Omit<Written, 'to'>): Written => ({
  ...mail,
  to: `Bob <${bob}>`,
  files: (mail.files ?? []).map((name) => join(files, name)),
});

async function openProfile(name: string, settings: Preferences): Promise<Program> {
  const more = { 'mail.identity.id1.fullName': 'Alice Realname', ...settings };
  const thunderbird = await openSubmitting(circle, recorder, name, more);
  return {
    submit: async (mail) => {
      if ('answer' in mail) {
        await readNewest(thunderbird, 'bamboo');
        await draftReply(thunderbird, `\n${mail.answer}`);
      } else {
        await write(thunderbird, toBob(mail));
      }
      await send(thunderbird);
    },
    close: () => thunderbird.close(),
  };
}

async function openMutt(): Promise<Program> {
  const neomutt = openNeomutt(circle, serving, { folder: circle.home.folder, smtpPort: recorder.port });
  return {
    submit: (mail) => ('answer' in mail ? neomutt.reply(mail.answer) : neomutt.send(toBob(mail))),
    close: async () => undefined,
  };
}

describe.each([
  ['thunderbird', () => openProfile('own', ownSettings), mails],
  ['thunderbird-profile', () => openProfile('profile', {}), mails],
  ['mutt', openMutt, plainMails],
])('%s', (name, openProgram, writes) => {
  let program: Program;
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.close());

  test.each(writes)('%s%s: the letter is the one of all clients', async (group, how, mail) => {
    await program.submit(mail);
    const source = await recorder.next();
    if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) keep(`${group}/${name}${how}.eml`, source);
    const letter = await letterFrom(source);
    expect(letter).toBe(goldenLetter(group, letter));
    expect(letter).not.toMatch(/realname|mutt|thunderbird|mozilla|laptop|flowed/i);
  });
});

/** As it came, CRLF as LF; and by which programs. */
function keep(file: string, source: Buffer): void {
  const path = join(composeGroups, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, source.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  const [thunderbird, mutt] = ['thunderbird --version', 'neomutt -v | head -1'].map((words) =>
    execFileSync('sh', ['-c', words]).toString().trim(),
  );
  writeFileSync(
    join(composeGroups, 'recorded.txt'),
    `What test/interop/recorded.test.ts has recorded, to the byte, but that line ends are LF here:
thunderbird*.eml: ${thunderbird}, with its own settings; -profile: with those of nymbridge account --thunderbird; -in-html: written in its HTML editor
mutt.eml: ${mutt}
All others have the shapes of clients that do not run on Debian, written by hand.
`,
  );
}
