import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { alice, type Circle, createNym, openCircle } from '../support/circle';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import type { Serving } from '../support/program';
import { type TorStream, type TorWatch, watchTor } from './torControl';
import { startTorNetwork, type TorNetwork } from './torNetwork';

// The real Tor between the bridge and everything else: letters leave through one onion service, news come through another, and
// Tor itself tells by its control port what went on which circuit. The tests follow each other on one bridge.

/** Alice's other pseudonym, on the same server and by the same relay. */
const other = 'okapi@nym.test';
/** A circuit through a loaded machine, and the bridge's own pause after a failure. */
const patienceMs = 240_000;

let circle: Circle;
let tor: TorNetwork<'news' | 'relay'>;
let watch: TorWatch;
let serving: Serving;
let accounts: Record<string, Parameters<typeof submit>[0]>;

const ends: (() => unknown)[] = [];
beforeAll(async () => {
  circle = await openCircle();
  ends.unshift(() => circle.remove());
  const { home, world, certificateFile, password } = circle;
  accounts = {
    [alice]: { address: alice, password, certificateFile },
    [other]: { address: other, password: await createNym(home, other, 'Olga Orchard'), certificateFile },
  };
  tor = await startTorNetwork({ news: world.news, relay: world.relay });
  ends.push(() => tor.stop());
  watch = await watchTor(tor.controlPort, tor.cookieFile);
  ends.unshift(() => {
    watch.stop();
  });
  const onions = sandboxConfig(tor.onions).replaceAll('allow_direct = true\n', '');
  home.configure(`tor.port = ${tor.socksPort}\n${onions}`);
  serving = await home.serve();
});

afterAll(async () => {
  for (const end of ends) await end();
});

const to = (place: 'news' | 'relay', streams: readonly TorStream[]) =>
  streams.filter(({ host, port }) => host === tor.onions[place].host && port === tor.onions[place].port);
const usersOf = (streams: readonly TorStream[]) => new Set(streams.map(({ user }) => user));
const circuitsOf = (streams: readonly TorStream[]) =>
  new Set(streams.flatMap(({ circuit }) => (circuit === undefined ? [] : [circuit])));

/** Which connection through Tor a letter of the nym's took. */
async function write(nym: string, subject: string): Promise<TorStream> {
  const { length } = watch.streams;
  await submit(accountOf(nym), serving, { subject, text: 'Hello Bob.' });
  await until(`"${subject}" at Bob`, () => (atBob(subject) === 1 ? true : undefined), patienceMs);
  const [stream, ...more] = to('relay', watch.streams.slice(length));
  expect(more).toEqual([]);
  if (!stream) throw new Error('no connection through Tor brought the letter');
  return stream;
}

function accountOf(nym: string): Parameters<typeof submit>[0] {
  const account = accounts[nym];
  if (!account) throw new Error(`${nym} has no account`);
  return account;
}

/** How many letters of this subject have come to Bob. */
function atBob(subject: string): number {
  return circle.world.outside.received.filter(({ source }) => source.includes(`\nSubject: ${subject}\n`)).length;
}

/** Resolves when the answer lies in the nym's INBOX. */
async function answered(nym: string, subject: string): Promise<void> {
  const client = await login(accountOf(nym), serving);
  const find = async () => (await readMailbox(client, 'INBOX')).find((one) => one.subject === `Re: ${subject}`);
  await until(`the answer to "${subject}"`, find, patienceMs);
  await client.logout();
}

test('letters of two nyms leave through the onion relay and are answered through the news onion', async () => {
  for (const nym of [alice, other]) await untilActive(circle, nym);
  for (const nym of [alice, other]) {
    await write(nym, `from ${nym}`);
    await answered(nym, `from ${nym}`);
  }
});

test('each nym’s letters have circuits of their own, and the news have others', async () => {
  const [first, stranger, second] = [
    await write(alice, 'first'),
    await write(other, 'of another'),
    await write(alice, 'second'),
  ];
  expect(second.user).toBe(first.user);
  expect(stranger.user).not.toBe(first.user);
  const letters = to('relay', watch.streams);
  const news = to('news', watch.streams);
  // their requests too: two nyms, two names; and one for the news
  expect(usersOf(letters)).toEqual(new Set([first.user, stranger.user]));
  expect(usersOf(news).size).toBe(1);
  const sets = [
    ...[first, stranger].map(({ user }) => circuitsOf(letters.filter((one) => one.user === user))),
    circuitsOf(news),
  ];
  for (const circuits of sets) expect(circuits.size).toBeGreaterThan(0);
  expect(new Set(sets.flatMap((circuits) => [...circuits])).size).toBe(sets.reduce((sum, { size }) => sum + size, 0));
  // by Tor's choice and not because each connection has a circuit of its own: connections of one purpose share theirs
  expect(circuitsOf(news).size).toBeLessThan(news.length);
});

test('newnym gives all of them other circuits, in the bridge at work', async () => {
  const before = watch.streams;
  expect(await circle.home.run('newnym')).toMatchObject({ status: 0 });
  const after = [await write(alice, 'third'), await write(other, 'another third')];
  const fetched = await until('news by another name', () =>
    to('news', watch.streams.slice(before.length)).find(
      ({ user, circuit }) => circuit !== undefined && !usersOf(before).has(user),
    ),
  );
  for (const { user, circuit = '' } of [...after, fetched]) {
    expect(usersOf(before)).not.toContain(user);
    expect(circuitsOf(before)).not.toContain(circuit);
  }
  expect(circuitsOf([...after, fetched]).size).toBe(3);
});

test('doctor knows the real Tor, and looks at the relay on a circuit that no letter has used', async () => {
  const before = watch.streams;
  const { out } = await circle.home.run('doctor', '--json');
  const findings = JSON.parse(out) as { check: string; verdict: string }[];
  for (const check of ['proxy', 'Tor', 'way out relay'])
    expect(findings.find((one) => one.check === check)).toMatchObject({ verdict: 'good' });
  const [look] = to('relay', watch.streams.slice(before.length));
  expect(look?.circuit).toBeDefined();
  expect(usersOf(before)).not.toContain(look?.user);
  expect(circuitsOf(before)).not.toContain(look?.circuit);
});

test('Tor is asked for the two onions and nothing else; its control port is used by this test alone', () => {
  const hosts = new Set(watch.streams.map(({ host }) => host));
  expect(hosts).toEqual(new Set([tor.onions.news.host, tor.onions.relay.host]));
  expect(tor.clientLog().match(/New control connection opened/g)).toHaveLength(1);
});

test('Tor ends: letters wait, none fails, none goes another way; it comes back: each goes, once', async () => {
  await tor.stopClient();
  for (const nym of [alice, other])
    await submit(accountOf(nym), serving, { subject: `later from ${nym}`, text: 'Hello Bob.' });
  const rows = async () => {
    const all = JSON.parse((await circle.home.run('outbox', 'list', '--all', '--json')).out) as OutboxLine[];
    return all.filter(({ subject }) => subject?.startsWith('later from'));
  };
  const tried = await until('both to be tried', async () => {
    const found = await rows();
    return found.length === 2 && found.every(({ attempts }) => attempts > 0) ? found : undefined;
  });
  for (const row of tried)
    expect(row).toMatchObject({ state: 'queued', reason: expect.stringContaining('Is Tor running?') });
  expect([alice, other].map((nym) => atBob(`later from ${nym}`))).toEqual([0, 0]);

  await tor.startClient();
  for (const nym of [alice, other]) await answered(nym, `later from ${nym}`);
  expect([alice, other].map((nym) => atBob(`later from ${nym}`))).toEqual([1, 1]);
  const states = (await rows()).map(({ state }) => state);
  expect(states.filter((state) => state !== 'acknowledged' && state !== 'handed-over')).toEqual([]);
});

interface OutboxLine {
  readonly subject: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
}
