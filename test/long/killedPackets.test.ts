import { afterEach, expect, test } from '@jest/globals';
import { type Circle, openCircle } from '../support/circle';
import { type Gate, openGate, type Step } from '../support/gate';
import { noise } from '../support/letters';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';

// The program is killed while the packets of a letter are handed over, each time at a step that its relay sees.

let circle: Circle;
let gate: Gate;
afterEach(async () => {
  gate.stop();
  await circle.remove();
});

async function open(kind: 'yamn' | 'mixmaster', settings = ''): Promise<void> {
  const through = async (relay: { host: string; port: number }) => (gate = await openGate(relay));
  circle = await openCircle({ chain: { kind, chain: '*,*', settings: `distance = 1\n${settings}`, through } });
}

/** Opens the gate to a program at work, and kills that at the n-th of these steps. */
async function killAt({ child }: Serving, step: Step, n: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    gate.open((at) => {
      if (at !== step || ++seen < n) return true;
      gate.close();
      void end(child, 'SIGKILL').then(() => {
        resolve();
      });
      return false;
    });
  });
}

function untilNothingWaits(): Promise<true> {
  return until('the last packet', async () => {
    const rows = JSON.parse((await circle.home.run('outbox', 'list', '--json')).out) as unknown[];
    return rows.length === 0 ? true : undefined;
  });
}

/** How often each message was given to the relay since the first `from`. */
function timesGiven(from: number): number[] {
  const given = gate.messages.slice(from);
  return [...new Set(given)].map((one) => given.filter((other) => other === one).length).sort();
}

/** Mails that have come to Bob with that subject. */
const arrived = (subject: string) =>
  circle.world.outside.received.filter(({ source }) => source.toString('latin1').includes(`Subject: ${subject}\n`))
    .length;

/** What remailers threw away because they had it already. */
const replayed = (kind: 'yamn' | 'mixmaster') =>
  (circle.world.mix?.remailers[kind] ?? []).reduce((sum, { seen }) => sum + (seen.refused.replayed ?? 0), 0);

async function inboxOf(serving: Serving): Promise<string[]> {
  const client = await login(circle, serving);
  const mails = await readMailbox(client, 'INBOX');
  await client.logout();
  return mails.map(({ subject }) => subject);
}

/** The step, which of them, and how often each of the packets is given to the relay in all. */
const steps: readonly (readonly [Step, number, readonly number[]])[] = [
  ['connected', 1, [1, 1, 1, 1]],
  ['taken', 1, [1, 1, 1, 2]],
  ['connected', 2, [1, 1, 1, 1]],
  ['taken', 2, [1, 1, 1, 2]],
  ['connected', 4, [1, 1, 1, 1]],
  ['taken', 4, [1, 1, 1, 2]],
];

test('kill -9 when packets are queued, between two of them, and when the relay has one: every packet goes, the same to the byte, and the letter arrives once', async () => {
  await open('mixmaster');
  let serving = await circle.home.serve();
  gate.open();
  await untilActive(circle);
  for (const [at, n, times] of steps) {
    gate.close();
    const subject = `${at} ${n}`;
    const [before, replays] = [gate.messages.length, replayed('mixmaster')];
    await submit(circle, serving, { subject, text: noise(60_000) });
    await killAt(serving, at, n);
    serving = await circle.home.serve();
    gate.open();
    await untilNothingWaits();
    await until(subject, () => (arrived(subject) > 0 ? true : undefined));
    expect(timesGiven(before)).toEqual(times);
    expect(replayed('mixmaster') - replays).toBe(times.filter((one) => one > 1).length);
  }
  const subjects = steps.map(([at, n]) => `${at} ${n}`);
  const answers = await until('the answers', async () => {
    const inbox = await inboxOf(serving);
    return subjects.every((subject) => inbox.includes(`Re: ${subject}`)) ? inbox : undefined;
  });
  expect(subjects.map(arrived)).toEqual(subjects.map(() => 1));
  expect(answers.filter((subject) => /not sent/i.test(subject))).toEqual([]);
});

test('kill -9 at every packet of a request in three copies: it is done once, and no copy is missed', async () => {
  await open('yamn', 'copies = 3\n');
  for (const [at, n] of [
    ['connected', 1],
    ['taken', 1],
    ['connected', 2],
    ['taken', 1],
    ['taken', 1],
  ] as const)
    await killAt(await circle.home.serve(), at, n);
  gate.open();
  await circle.home.serve();
  await untilActive(circle);
  await untilNothingWaits();
  await circle.world.settled();
  // the header is written anew each time, the packet is the same to the byte
  const packets = gate.messages.map((mail) => mail.slice(mail.indexOf('\r\n\r\n')));
  expect(new Set(packets).size).toBe(3);
  // the exit throws away all but the first of the copies, as every remailer does what comes again
  expect(replayed('yamn')).toBe(gate.messages.length - 1);
});
