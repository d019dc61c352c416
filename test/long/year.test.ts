import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Log, silentLog } from '../../src/base/log';
import { configSchema } from '../../src/bridge/config';
import { forgetNym, recreateNym, rotateNym, setNym } from '../../src/bridge/life';
import { createNym, type CreateWishes } from '../../src/bridge/nyms';
import type { Bridge } from '../../src/bridge/open';
import { openStreets, type Streets } from '../../src/bridge/streets';
import { saveCertificate } from '../../src/bridge/surroundings';
import { tendNyms } from '../../src/bridge/tend';
import { mayMove, openNyms, type Nym } from '../../src/nym';
import { generateKey } from '../../src/protocol/openpgp';
import { openMemoryStore } from '../../src/store';
import { TestClock } from '../support/clock';
import { mailsOf } from '../support/incoming';
import { publicKey, secretKey } from '../support/keys';
import { type LossyWorld, startLossyWorld, subjectOf } from '../support/lossyWorld';
import { seededRandom } from '../support/random';
import { localCertificate } from '../support/smtp';

// Five nyms on two servers, a year of their lives, over a network that loses, doubles, delays and reorders: in the end the bridge
// and the servers agree, every letter went out once, every answer that was posted is in the mailbox of its nym once, and nowhere else.

const day = 24 * 3600_000;
const fates = { requestsLost: 25, requestsDoubled: 15, articlesLost: 10, longestWay: 2 * day };

/** What each is there for. */
const cast: readonly (Pick<CreateWishes, 'address' | 'subject' | 'symmetric' | 'copies'> & { days: number })[] = [
  { address: 'panda@nym.test', days: 700 }, // changes its passphrases every month
  { address: 'otter@nym.test', days: 200, symmetric: 'random' }, // made again under a new key before the old one ends
  { address: 'lynx@nym.test', days: 300 }, // ends with its key
  { address: 'heron@fog.test', days: 700, subject: { scheme: 'none' }, copies: 2 }, // told by its key alone; later by an hSub
  { address: 'mole@fog.test', days: 700, subject: { scheme: 'plain', text: 'molehill' } }, // wants no receipts; forgets itself
];

let world: LossyWorld;
let bridge: Bridge;
let streets: Streets;
const clock = new TestClock('2026-11-22T12:00:00Z');
const start = clock.now();
const faults: string[] = [];
const written: { nym: string; subject: string }[] = [];

const log: Log = { ...silentLog, error: (event) => void faults.push(event) };

beforeAll(async () => {
  const random = seededRandom('year');
  const fog = await generateKey({ email: 'config@fog.test', algorithm: 'ecc', created: new Date(start) });
  const keys = { 'nym.test': await secretKey('server'), 'fog.test': fog };
  world = await startLossyWorld(keys, { clock, random: seededRandom('fate'), fates });
  const store = openMemoryStore();
  saveCertificate(store, await localCertificate());
  const loopback = { host: '127.0.0.1', security: 'none', allow_direct: true };
  const config = configSchema.parse({
    news: [{ ...loopback, port: world.news.port }],
    transport: { stick: { type: 'folder', path: world.folder } },
    send: { transport: 'stick' },
  });
  const paths = { config: '', data: '', certificate: '' };
  bridge = { clock, random, log, paths, config, store, nyms: openNyms(store), close: () => undefined };
  await bridge.nyms.addServer('nym.test', await publicKey('server'), start);
  await bridge.nyms.addServer('fog.test', fog.publicKey, start);
  streets = openStreets(bridge);
});

afterAll(async () => {
  await streets.outgoing.stop();
  await streets.incoming.stop();
  await world.stop();
});

/** What the owner does by hand, by the day. */
const plans: Readonly<Record<number, () => Promise<unknown>>> = {
  10: () => setNym(bridge, 'panda@nym.test', { rotateMs: 30 * day }),
  40: () => setNym(bridge, 'mole@fog.test', { options: { acksend: false } }),
  90: () =>
    setNym(bridge, 'heron@fog.test', {
      options: { hsub: 'thorough heron 7x1q-wading', symmetric: 'a9-mist-over-reeds' },
    }),
  120: () => rotateNym(bridge, 'heron@fog.test'),
  160: () => setNym(bridge, 'mole@fog.test', { options: { subject: 'hill of the mole' } }),
  174: () => recreateNym(bridge, 'otter@nym.test', { algorithm: 'ecc', lifeSeconds: (500 * day) / 1000 }),
  335: () => setNym(bridge, 'panda@nym.test', { rotateMs: null }),
  363: () => checkEnded('lynx@nym.test'),
  364: () => forgetNym(bridge, 'lynx@nym.test'),
};

test('five nyms on two servers live through a year of lost, doubled, late and reordered messages', async () => {
  for (const { days, ...wishes } of cast)
    await createNym(bridge, { ...wishes, algorithm: 'ecc', lifeSeconds: (days * day) / 1000 });
  for (let today = 1; today <= 365; today++) {
    await clock.advance(day);
    world.collect();
    await world.arrive();
    if (today % 10 === 0 && today < 340) await writeLetters(today);
    await plans[today]?.();
    await streets.outgoing.workOff();
    if (today % 2 === 0) await streets.incoming.fetchOnce();
    await tendNyms(bridge, streets);
  }
  const nyms = await bridge.nyms.all();
  expect(faults).toEqual([]);
  expect([...world.servers.values()].map(({ wedged }) => wedged)).toEqual([undefined, undefined]);
  expect(world.lost.requests).toBeGreaterThan(5);
  expect(world.lost.articles).toBeGreaterThan(20);
  for (const nym of nyms) checkAgreement(nym);
  checkLetters();
  checkMail(nyms);
  checkLives(nyms);
  const [panda, otter] = [await find('panda@nym.test'), await find('otter@nym.test')];
  const changes = bridge.nyms.events(panda.id).filter(({ to }) => to === 'changing');
  expect(changes.length).toBeGreaterThan(8);
  expect(otter.oldKeys).toHaveLength(1);
  expect(nyms.map(({ address }) => address)).not.toContain('lynx@nym.test');
});

async function find(address: string): Promise<Nym> {
  const nym = await bridge.nyms.byAddress(address);
  if (!nym) throw new Error(`${address} is gone`);
  return nym;
}

/** All write on the same day, one after the other: what could be mixed up is. */
async function writeLetters(today: number): Promise<void> {
  for (const nym of await bridge.nyms.all()) {
    const isTooLate = (nym.expiresAt ?? Infinity) < clock.now() + fates.longestWay;
    if ((nym.state !== 'active' && nym.state !== 'changing') || isTooLate) continue;
    const subject = `Letter ${written.length + 1} of day ${today}`;
    const text = `From: ${nym.address}\r\nTo: bob@example.org\r\nSubject: ${subject}\r\n\r\n${wordsOf(nym.address)}\r\n`;
    await streets.outgoing.submit({ nym: nym.address, recipients: ['bob@example.org'], source: Buffer.from(text) });
    written.push({ nym: nym.address, subject });
  }
}

/** What only this nym would say. */
function wordsOf(address: string): string {
  return `As the ${address.slice(0, address.indexOf('@'))} says`;
}

/** What the bridge takes for granted is what the server does. */
function checkAgreement({ address, domain, state, options, asked, request }: Nym): void {
  const { hsub, subject, symmetric, acksend } = world.servers.get(domain)?.settingsOf(address) ?? {};
  const texts = Object.entries({ hsub, subject, symmetric }).filter(([, value]) => typeof value === 'string');
  const really = { ...Object.fromEntries(texts), receipts: acksend !== false };
  const { acksend: receipts = true, ...believed } = options;
  expect({ address, state, asked, request, options: { ...believed, receipts } }).toEqual({
    ...{ address, state: 'active', asked: undefined, request: undefined, options: really },
  });
}

/** Told of its end at each of the five times, once, and over when its key was. */
async function checkEnded(address: string): Promise<void> {
  const nym = await find(address);
  expect(nym.state).toBe('expired');
  const told = mailsOf(bridge.store, nym.id).filter(({ text }) => text.includes('nymbridge@bridge.invalid'));
  expect(told.map(({ mailbox, source }) => `${mailbox}: ${subjectOf({ source })}`)).toEqual([
    ...['60 days', '30 days', '14 days', '7 days', 'a day'].map((left) => `INBOX: ${address} ends in ${left}`),
    `INBOX: ${address} has ended`,
  ]);
}

/** Once each, from who wrote it, and without a word of anybody else's. */
function checkLetters(): void {
  expect(written.length).toBeGreaterThan(100);
  const names = cast.map(({ address }) => address.slice(0, address.indexOf('@')));
  for (const { nym, subject } of written) {
    const arrived = world.received.filter((mail) => subjectOf(mail) === subject);
    expect({ subject, from: arrived.map(({ from }) => from) }).toEqual({ subject, from: [nym] });
    const text = arrived[0]?.source.toString() ?? '';
    expect({ subject, of: names.filter((name) => text.includes(name)) }).toEqual({
      ...{ subject, of: [nym.slice(0, nym.indexOf('@'))] },
    });
  }
  expect(world.received).toHaveLength(written.length);
}

/** Every answer that the news server has had is in the INBOX of whom it is for, once. Who was forgotten has no mail. */
function checkMail(nyms: readonly Nym[]): void {
  const here = nyms.flatMap(({ id, address }) =>
    mailsOf(bridge.store, id).map(({ mailbox, source }) => `${address} ${mailbox} ${subjectOf({ source })}`),
  );
  const answers = here.filter((line) => line.includes(' Re: '));
  const expected = world.posted.flatMap((answer) => {
    const { nym } = written.find(({ subject }) => answer === `Re: ${subject}`) ?? { nym: 'nobody' };
    return nyms.some(({ address }) => address === nym) ? [`${nym} INBOX ${answer}`] : [];
  });
  expect(expected.length).toBeGreaterThan(60);
  expect(answers.sort()).toEqual(expected.sort());
}

/** Every step of every life is one the table has, with something it rests on; and what was replaced is forgotten. */
function checkLives(nyms: readonly Nym[]): void {
  for (const { id, selectors, passphrases } of nyms) {
    for (const { from, to, evidence } of bridge.nyms.events(id)) {
      expect({ from, to, may: mayMove(from, to) }).toEqual({ from, to, may: true });
      expect(evidence).toMatch(/^(article <.+>|outbox \d+|clock|user)$/);
    }
    expect(selectors.length).toBeLessThan(3);
    expect(passphrases.length).toBeLessThan(2);
  }
}
