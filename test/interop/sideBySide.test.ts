import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTalk } from '../support/checker';
import { openStoreImap } from '../support/storeImap';
import type { StoreImap } from '../support/storeImap';
import { startDovecot } from './dovecot';
import type { Dovecot } from './dovecot';
import { plainly } from './sideBySide/answer';
import { apart, groups } from './sideBySide/commands';

// The same commands at the bridge and at Dovecot, with the same mails, right and wrong ones: a mail client is told the same.

interface Server {
  connect(): number | Socket;
  readonly user: string;
  readonly password: string;
}

let dovecot: Dovecot;
let bridge: StoreImap;
let servers: Readonly<Record<'here' | 'there', Server>>;

beforeAll(async () => {
  dovecot = await startDovecot();
  await dovecot.addUser('reader', 'sdbox:~/sdbox');
  bridge = await openStoreImap();
  const { port } = dovecot.settings('reader', { security: 'tls' });
  servers = {
    here: { connect: () => bridge.port, user: bridge.alice.address, password: bridge.alice.password },
    there: {
      connect: () => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }),
      user: 'reader',
      password: 'pass',
    },
  };
});

afterAll(async () => {
  await bridge.stop();
  await dovecot.stop();
});

const mail = (n: number) =>
  `From: Bob <bob@example.org>\r\nTo: panda@nym.test\r\nSubject: letter ${n}\r\nDate: Sun, 22 Nov 2026 1${n}:00:00 +0000\r\n` +
  `Message-ID: <${n}@example.org>\r\n\r\nThis is mail ${n}.\r\n`;

/** What the server says to each of the commands. */
async function play(server: Server, mailbox: string, commands: readonly string[]): Promise<string[][]> {
  let heard: string[] = [];
  const talk = await openTalk(server.connect(), (response) => heard.push(response));
  const ask = async (command: string) => {
    heard = [];
    const answer = await talk.ask(command.replaceAll('$M', mailbox));
    return [...heard, answer];
  };
  await ask(`LOGIN ${server.user} ${server.password}`);
  await ask('CREATE $M');
  for (let n = 1; n <= 5; n++)
    await ask(`APPEND $M "22-Nov-2026 1${n}:00:00 +0000" {${mail(n).length}+}\r\n${mail(n)}`);
  await ask('SELECT $M');
  const answers: string[][] = [];
  for (const command of commands) answers.push(plainly(await ask(command)));
  await talk.close();
  return answers;
}

test.each(Object.entries(groups))('%s: a mail client is told what Dovecot tells it', async (name, commands) => {
  const mailbox = `m${Object.keys(groups).indexOf(name)}`;
  const [here, there] = [await play(servers.here, mailbox, commands), await play(servers.there, mailbox, commands)];
  const differing = commands.flatMap((command, i) =>
    JSON.stringify(here[i]) === JSON.stringify(there[i]) ? [] : [{ command, here: here[i], there: there[i] }],
  );
  expect(differing.filter(({ command }) => !(command in apart))).toEqual([]);
  // and a difference that is none any more is taken off the list
  expect(differing.map(({ command }) => command)).toEqual(commands.filter((command) => command in apart));
});
