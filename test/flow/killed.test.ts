import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { checkBook, churnUntilKilled, openBook } from '../support/churn';
import { login, readMailbox, submit, until } from '../support/mailClient';
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

/** Serves until `moment`, then kills. */
async function killAt(moment: (serving: Serving) => Promise<unknown>): Promise<void> {
  const serving = await circle.home.serve();
  await moment(serving);
  await end(serving.child, 'SIGKILL');
}

async function active(): Promise<true | undefined> {
  const { out } = await circle.home.run('nym', 'show', alice, '--json');
  return (JSON.parse(out) as { facts: { state: string } }).facts.state === 'active' ? true : undefined;
}

test('kill -9 at any moment: every letter that was acknowledged is sent once or reported, and is once in Sent', async () => {
  await killAt(() => until('the confirmation', active));
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
  const inbox = await until('three answers or reports', async () => {
    const messages = await readMailbox(client, 'INBOX');
    return messages.length >= 3 ? messages : undefined;
  });
  const sent = await readMailbox(client, 'Sent');
  for (const letter of ['letter 1', 'letter 2', 'letter 3']) {
    const arrived = count(outside(), `Subject: ${letter}`);
    const answers = inbox.filter(({ subject }) => subject === `Re: ${letter}`).length;
    const reports = inbox.filter((one) => one.subject !== `Re: ${letter}` && one.source.includes(letter)).length;
    expect({ letter, arrived, answers }).toEqual({ letter, arrived: Math.min(arrived, 1), answers: arrived });
    expect({ letter, answersOrReports: answers + reports > 0 }).toEqual({ letter, answersOrReports: true });
    expect({ letter, sent: sent.filter(({ subject }) => subject === letter).length }).toEqual({ letter, sent: 1 });
  }
  await client.logout();
  await end(serving.child, 'SIGTERM');
}, 120_000);

test('kill -9 while a client appends, copies, moves and flags: what was acknowledged is there, once, under its UID', async () => {
  const random = seededRandom('killed');
  const book = openBook();
  for (let kill = 0; kill < 3; kill++) {
    const serving = await circle.home.serve();
    const client = await login(circle, serving);
    await checkBook(client, book);
    await churnUntilKilled(client, book, random, () => end(serving.child, 'SIGKILL'), 100 + random.below(300));
  }
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  await checkBook(client, book);
  expect(book.acknowledged.size).toBeGreaterThan(3);
  await client.logout();
}, 120_000);
