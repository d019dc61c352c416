import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Circle, openCircle } from '../support/circle';
import { checkBook, churnUntilKilled, openBook } from '../support/churn';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';
import { seededRandom } from '../support/random';

// The program is killed at the moments that matter: what it had acknowledged must be there afterwards, once.

let circle: Circle;
beforeAll(async () => {
  circle = await openCircle();
});
afterAll(() => circle.remove());

const count = (texts: readonly string[], wanted: string) => texts.filter((text) => text.includes(wanted)).length;
const outside = () => circle.world.outside.received.map((mail) => mail.source.toString('latin1'));

/** How often a letter reached Bob, and what came back of it. */
function fateOf(letter: string, inbox: readonly { subject: string; source: string }[]) {
  const arrived = count(outside(), `Subject: ${letter}`);
  const answers = inbox.filter(({ subject }) => subject === `Re: ${letter}`).length;
  const reports = inbox.filter(({ subject, source }) => subject !== `Re: ${letter}` && source.includes(letter)).length;
  return { letter, arrived, answers, reports };
}

/** Serves until `moment`, then kills. */
async function killAt(moment: (serving: Serving) => Promise<unknown>): Promise<void> {
  const serving = await circle.home.serve();
  await moment(serving);
  await end(serving.child, 'SIGKILL');
}

test('kill -9 at any moment: every letter that was acknowledged is sent once or reported, and is once in Sent', async () => {
  await killAt(() => untilActive(circle));
  await killAt((serving) => submit(circle, serving, { subject: 'letter 1', text: 'killed right after 250' }));
  await killAt(async (serving) => {
    const taken = circle.next('request taken');
    await submit(circle, serving, { subject: 'letter 2', text: 'killed when the relay has it' });
    await taken;
  });
  await killAt(async (serving) => {
    const answered = circle.next('article posted');
    await submit(circle, serving, { subject: 'letter 3', text: 'killed while answers come' });
    await answered;
  });
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  const letters = ['letter 1', 'letter 2', 'letter 3'];
  // A letter can be reported as uncertain and be answered too, so the number of messages alone does not say that all are here.
  const fates = await until('the fate of every letter', async () => {
    const inbox = await readMailbox(client, 'INBOX');
    const found = letters.map((letter) => fateOf(letter, inbox));
    const settled = found.every(({ arrived, answers, reports }) => answers >= arrived && answers + reports > 0);
    return settled ? found : undefined;
  });
  const sent = await readMailbox(client, 'Sent');
  for (const { letter, arrived, answers } of fates) {
    const copies = sent.filter(({ subject }) => subject === letter).length;
    const once = Math.min(arrived, 1);
    expect({ letter, arrived, answers, copies }).toEqual({ letter, arrived: once, answers: once, copies: 1 });
  }
  await client.logout();
  await end(serving.child, 'SIGTERM');
});

test('kill -9 while clients append, copy, move, flag and expunge: what was acknowledged is there, once, under a UID that was never anything else’s', async () => {
  const random = seededRandom(process.env.NYMBRIDGE_SEED ?? 'killed');
  const first = openBook('token A');
  const books = [first, openBook('token B', first), openBook('token C', first)];
  for (let kill = 0; kill < 12; kill++) {
    const serving = await circle.home.serve();
    const churners = await Promise.all(books.map(async (book) => ({ client: await login(circle, serving), book })));
    for (const { client, book } of churners) await checkBook(client, book);
    await churnUntilKilled(churners, random, () => end(serving.child, 'SIGKILL'), 20 + random.below(40));
  }
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  for (const book of books) await checkBook(client, book);
  expect(Math.min(...books.map(({ acknowledged }) => acknowledged.size))).toBeGreaterThan(3);
  expect(first.owners.size).toBeGreaterThan(100);
  await client.logout();
});
