import { setTimeout as pause } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Random } from '../../src/base/random';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';
import { seededRandom } from '../support/random';

// The program is killed two hundred times, each time at a random moment between DATA and the nym server's receipt. The nym server
// counts: no letter that was acknowledged may be lost, and none may be sent twice. Two bridges, so that it takes half as long.

/** Of each bridge. */
const kills = 100;

/** Most is decided in the first moments; the receipt is here after the next look at the newsgroup, a second later. */
const moments = [60, 250, 1500];

test('kill -9 at 200 random moments between DATA and receipt: no letter that was acknowledged is lost, none is sent twice', async () => {
  await Promise.all(['first', 'second'].map(killAndJudge));
});

async function killAndJudge(name: string): Promise<void> {
  const circle = await openCircle({ dailyLimit: 10_000 });
  const random = seededRandom(`killed letters, ${name}`);
  try {
    await confirmed(circle);
    const acknowledged = new Set<string>();
    for (let n = 1; n <= kills; n++)
      if (await submitAndKill(circle, `letter ${n};`, momentIn(random))) acknowledged.add(`letter ${n};`);
    await judge(circle, acknowledged);
  } finally {
    await circle.remove();
  }
}

async function confirmed(circle: Circle): Promise<void> {
  const serving = await circle.home.serve();
  await untilActive(circle);
  await end(serving.child, 'SIGKILL');
}

function momentIn(random: Random): number {
  return random.below(moments[random.below(moments.length)] ?? 1);
}

/** Gives whether the client was told 250 before the program died. */
async function submitAndKill(circle: Circle, subject: string, moment: number): Promise<boolean> {
  const serving = await circle.home.serve();
  const connection = await connect(circle, serving);
  const taken = hand(connection, subject);
  await pause(moment);
  await end(serving.child, 'SIGKILL');
  const acknowledged = await taken;
  connection.close();
  return acknowledged;
}

/** Ready for MAIL FROM. */
async function connect({ certificateFile, password }: Circle, { smtpPort }: Serving): Promise<SMTPConnection> {
  const ca = readFileSync(certificateFile, 'utf8');
  const connection = new SMTPConnection({ host: '127.0.0.1', port: smtpPort, requireTLS: true, tls: { ca } });
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    connection.connect((error) => {
      if (error) reject(error);
      connection.login({ user: alice, pass: password }, (refused) => {
        if (refused) reject(refused);
        else resolve();
      });
    });
  });
  return connection;
}

function hand(connection: SMTPConnection, subject: string): Promise<boolean> {
  const mail = `From: ${alice}\r\nTo: ${bob}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/g, '')}@client>\r\n\r\nHello\r\n`;
  return new Promise((resolve) => {
    connection.once('end', () => {
      resolve(false);
    });
    connection.send({ from: alice, to: [bob] }, mail, (error) => {
      resolve(!error);
    });
  });
}

/** What became of a letter: at Bob's, in a report, in Sent. */
async function judge(circle: Circle, acknowledged: ReadonlySet<string>): Promise<void> {
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  const all = Array.from({ length: kills }, (_, n) => `letter ${n + 1};`);
  const atBobs = () => circle.world.outside.received.map(({ source }) => source.toString('latin1'));
  const fates = await until('the fate of every letter', async () => {
    const reports = (await readMailbox(client, 'INBOX')).filter(({ subject }) =>
      /^(?:Possibly )?[Nn]ot sent/.test(subject),
    );
    const found = all.map((letter) => ({
      letter,
      arrived: atBobs().filter((mail) => mail.includes(`Subject: ${letter}`)).length,
      told: reports.filter(({ subject }) => subject.endsWith(letter)).length,
    }));
    const isOpen = found.some(({ letter, arrived, told }) => acknowledged.has(letter) && arrived + told === 0);
    return isOpen ? undefined : found;
  });
  const sent = await readMailbox(client, 'Sent');
  const copiesOf = (letter: string) => sent.filter(({ subject }) => subject === letter).length;
  expect(fates.filter(({ arrived }) => arrived > 1)).toEqual([]);
  expect(all.filter((letter) => copiesOf(letter) > 1)).toEqual([]);
  expect([...acknowledged].filter((letter) => copiesOf(letter) !== 1)).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(0);
  await client.logout();
  await end(serving.child, 'SIGTERM');
}
