import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { checkBook, churnUntilKilled, openBook } from '../support/churn';
import { login, readMailbox, submit, until } from '../support/mailClient';
import { end, type Serving } from '../support/program';
import { seededRandom } from '../support/random';

// test/long/killed.test.ts for minutes: kills at many random moments, with letters going out and answers coming in meanwhile.

const kills = Number(process.env.NYMBRIDGE_KILLS ?? 30);
/** The server takes 50 a day, and disables sending for good past that. */
const mostLetters = 40;

let circle: Circle;
beforeAll(async () => {
  circle = await openCircle();
});
afterAll(() => circle.remove());

const random = seededRandom(process.env.NYMBRIDGE_SEED ?? 'many kills');
const taken: string[] = [];

/** Submits letters until the program is gone; notes those that got their 250. */
async function write(serving: Serving, killed: () => boolean): Promise<void> {
  try {
    while (taken.length < mostLetters && !killed()) {
      const subject = `letter ${taken.length + 1}.${random.below(1e9)}.`;
      await submit(circle, serving, { subject, text: 'written while the plug is pulled' });
      taken.push(subject);
      await new Promise((resolve) => setTimeout(resolve, random.below(400)));
    }
  } catch (error) {
    if (!killed()) throw error;
  }
}

test('kill -9 at many random moments of traffic in both directions loses and doubles nothing', async () => {
  const book = openBook();
  for (let kill = 0; kill < kills; kill++) {
    const serving = await circle.home.serve();
    const client = await login(circle, serving);
    await checkBook(client, book);
    let killed = false;
    const writing = write(serving, () => killed);
    // another process at the same store must not disturb, and may be killed too
    const fetching = circle.home.start('fetch');
    await churnUntilKilled(
      [{ client, book }],
      random,
      async () => {
        killed = true;
        await Promise.all([end(serving.child, 'SIGKILL'), random.below(2) === 0 && end(fetching, 'SIGKILL')]);
      },
      1 + random.below(80),
    );
    await writing;
    await end(fetching, 'SIGTERM');
  }
  const serving = await circle.home.serve();
  const client = await login(circle, serving);
  await checkBook(client, book);
  expect(taken.length).toBeGreaterThan(3);
  const inbox = await until('an answer or a report for every letter', async () => {
    const messages = await readMailbox(client, 'INBOX');
    const isDone = (letter: string) => messages.some(({ source }) => source.includes(letter));
    return taken.every(isDone) ? messages : undefined;
  });
  const sent = await readMailbox(client, 'Sent');
  const outside = circle.world.outside.received.map((mail) => mail.source.toString('latin1'));
  const count = (texts: readonly string[], text: string) => texts.filter((one) => one.includes(text)).length;
  for (const letter of taken) {
    const arrived = count(outside, `Subject: ${letter}`);
    const answers = inbox.filter(({ subject }) => subject === `Re: ${letter}`).length;
    const copies = sent.filter(({ subject }) => subject === letter).length;
    expect({ letter, copies, arrived, answers }).toEqual({
      letter,
      copies: 1,
      arrived: Math.min(arrived, 1),
      answers: arrived,
    });
  }
  const { out } = await circle.home.run('nym', 'show', alice, '--json');
  expect(out).toContain('"state": "active"');
  await client.logout();
  expect(await end(serving.child, 'SIGTERM')).toBe(0);
}, 600_000);
