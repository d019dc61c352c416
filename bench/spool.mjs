// What looking through the spool costs: a hundred thousand articles for three nyms; opening and filing what is theirs, beside what gpg
// takes for opening it alone; and trying a key on what is not, in this thread and on others. The store is an encrypted file on this disk.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { systemRandom } = require('../dist/base/random.js');
const { Secret } = require('../dist/base/secret.js');
const { silentLog } = require('../dist/base/log.js');
const { openIncoming } = require('../dist/incoming/index.js');
const { openNyms } = require('../dist/nym/index.js');
const { makeHsub } = require('../dist/protocol/nymserv/index.js');
const { generateKey, seal } = require('../dist/protocol/openpgp/index.js');
const { openStore } = require('../dist/store/index.js');

const foreign = 100_000;
const ours = 1000;
const rescanSeconds = 20;
const memoryMiB = 250;
const leastTimesGpg = 5;
const tried = 1000;
const leastTimesOne = 1.6;

const folder = mkdtempSync(join(tmpdir(), 'bench-spool-'));
const now = Date.now();
const key = (email, algorithm = 'rsa2048') => generateKey({ email, algorithm, created: new Date(now - 1000) });

async function makeWorld(place = folder, algorithm = 'rsa2048') {
  const store = openStore(place, new Secret(randomBytes(32)));
  const nyms = openNyms(store);
  const serverKey = await key('config@nym.test');
  await nyms.addServer('nym.test', serverKey.publicKey, now);
  const made = [];
  for (const name of ['panda', 'koala', 'wombat']) {
    const wishes = {
      address: `${name}@nym.test`,
      displayName: name,
      transport: 'x',
      key: await key(`${name}@nym.test`, algorithm),
    };
    const nym = await nyms.create(wishes, now, systemRandom);
    const occasion = { at: now, evidence: 'outbox 1' };
    nyms.noteCreation(nym.id, occasion);
    const settings = { address: nym.address, hsub: String(nym.asked.hsub) };
    nyms.applyReply(
      nym.id,
      { kind: 'created', address: nym.address, settings },
      { at: now, saidAt: now, evidence: 'x' },
    );
    made.push(await nyms.byId(nym.id));
  }
  return { store, nyms, serverKey, made };
}

const header = (subject, id) =>
  `From: x <noreply@nym.test>\nSubject: ${subject}\nMessage-ID: ${id}\nNewsgroups: alt.anonymous.messages\n\n`;

function spool(store, articles) {
  const dates = { postedAt: now, fetchedAt: now, whole: true };
  store.transaction(() => {
    for (const { id, subject, source } of articles) store.spool.add({ ...dates, messageId: id, subject, source });
  });
}

function addForeign(store) {
  const noise = randomBytes(2200)
    .toString('base64')
    .match(/.{1,64}/g)
    .join('\n');
  for (let at = 0; at < foreign; at += 1000)
    spool(
      store,
      Array.from({ length: 1000 }, (_, i) => {
        const [subject, id] = [randomBytes(24).toString('hex'), `<foreign.${at + i}@news.test>`];
        const body = `-----BEGIN PGP MESSAGE-----\n\n${randomBytes(6).toString('base64')}${noise}\n-----END PGP MESSAGE-----\n`;
        return { id, subject, source: Buffer.from(header(subject, id) + body) };
      }),
    );
}

async function sealed({ serverKey, made }) {
  const text = 'A line of an ordinary letter.\n'.repeat(60);
  const wishes = { recipients: [made[0].key.publicKey], signer: serverKey, wildcard: true, now: new Date(now) };
  return Promise.all(
    Array.from({ length: ours }, (_, i) =>
      seal({ ...wishes, payload: Buffer.from(`From: bob@example.org\nSubject: ${i}\n\n${text}`) }),
    ),
  );
}

function openStreet({ store, nyms }, over = {}) {
  return openIncoming({
    ...{
      store,
      nyms,
      clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
      random: systemRandom,
      log: silentLog,
    },
    ...{ newsgroup: 'alt.anonymous.messages', servers: [], intervalMs: 1, keep: { ageMs: 1e12, bytes: 1e12 } },
    ...{ acknowledge: () => undefined, filedCopy: () => undefined },
    ...over,
  });
}

async function seconds(f) {
  const start = performance.now();
  await f();
  return (performance.now() - start) / 1000;
}

/** Of a hundred messages, one process each, as aam2mail's users do it; seconds for all of ours. */
async function byGpg(messages, { made, serverKey }) {
  const home = mkdtempSync(join(tmpdir(), 'bench-gpg-'));
  const gpg = (args, input) =>
    spawnSync('gpg', ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always', ...args], { input });
  gpg(['--import'], made[0].key.binary());
  gpg(['--import'], serverKey.publicKey.armored());
  const some = messages.slice(0, 100);
  const result = gpg(['--decrypt'], some[0]);
  if (result.status !== 0) throw new Error(`gpg: ${result.stderr}`);
  const taken = await seconds(() => some.forEach((one) => gpg(['--decrypt'], one)));
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
  return (taken * messages.length) / some.length;
}

/** Articles to hidden keys of the same size as the nym's: nothing but the key can tell that they are not for it. */
function addHidden(store, count) {
  const packet = (tag, body) =>
    Buffer.concat([Buffer.from([0xc0 | tag, 255, 0, 0, body.length >> 8, body.length & 255]), body]);
  const number = () => Buffer.concat([Buffer.from([16, 0, 0x7f]), randomBytes(511)]);
  const message = () =>
    Buffer.concat([
      packet(1, Buffer.concat([Buffer.from([3]), Buffer.alloc(8), Buffer.from([1]), number()])),
      packet(18, randomBytes(900)),
    ]);
  spool(
    store,
    Array.from({ length: count }, (_, i) => {
      const [subject, id] = [randomBytes(24).toString('hex'), `<hidden.${i}@news.test>`];
      const armor = message()
        .toString('base64')
        .match(/.{1,64}/g)
        .join('\n');
      const body = `-----BEGIN PGP MESSAGE-----\n\n${armor}\n-----END PGP MESSAGE-----\n`;
      return { id, subject, source: Buffer.from(header(subject, id) + body) };
    }),
  );
}

/** Seconds for trying one key on all of them: in this thread, and on others. */
async function trial() {
  const place = mkdtempSync(join(tmpdir(), 'bench-trial-'));
  const world = await makeWorld(place, 'rsa4096');
  const { store, made } = world;
  for (const { id } of made)
    for (const { value } of store.nyms.selectors.all(id)) store.nyms.selectors.remove(id, value);
  store.nyms.selectors.put(made[0].id, '{"scheme":"trial"}', 'current', now);
  addHidden(store, tried);
  const times = { here: [], threads: [] };
  for (let round = 0; round < 4; round++)
    for (const [name, over] of [
      ['here', { raw: undefined }],
      ['threads', {}],
    ]) {
      const street = openStreet(world, over);
      store.spool.forgetSearched();
      const taken = await seconds(() => street.fetchOnce());
      await street.stop();
      if (round > 0) times[name].push(taken);
    }
  store.close();
  rmSync(place, { recursive: true, force: true });
  const median = (numbers) => numbers.sort((a, b) => a - b)[1];
  return { here: median(times.here), threads: median(times.threads) };
}

let failed = false;
const say = (what, ok) => {
  console.log(`${what} ${ok ? 'ok' : 'PAST ITS BAR'}`);
  failed ||= !ok;
};

const world = await makeWorld();
try {
  addForeign(world.store);
  const street = openStreet(world);
  const first = await seconds(() => street.fetchOnce());
  say(
    `${foreign} articles looked through for the first time: ${first.toFixed(1)} s (${Math.round(foreign / first)}/s)`,
    true,
  );
  world.store.spool.forgetSearched();
  const again = await seconds(() => street.fetchOnce());
  say(
    `${foreign} articles, 3 nyms with hSub, looked through again: ${again.toFixed(1)} s, bar ${rescanSeconds} s`,
    again < rescanSeconds,
  );
  const messages = await sealed(world);
  spool(
    world.store,
    messages.map((body, i) => {
      const [subject, id] = [makeHsub(String(world.made[0].options.hsub), systemRandom), `<ours.${i}@nym.test>`];
      return { id, subject, source: Buffer.concat([Buffer.from(header(subject, id)), body]) };
    }),
  );
  let delivered = 0;
  const taken = await seconds(async () => ({ delivered } = await street.fetchOnce()));
  if (delivered !== ours) throw new Error(`${delivered} of ${ours} were delivered`);
  const gpg = await byGpg(messages, world);
  say(
    `${ours} articles opened and filed, each on disk: ${taken.toFixed(1)} s; gpg --decrypt alone ${gpg.toFixed(1)} s: ${(gpg / taken).toFixed(1)}x, bar ${leastTimesGpg}x`,
    gpg / taken >= leastTimesGpg,
  );
  const { here, threads } = await trial();
  say(
    `a key tried on ${tried} articles: ${here.toFixed(2)} s in this thread, ${threads.toFixed(2)} s on ${availableParallelism()} others: ${(here / threads).toFixed(2)}x, bar ${leastTimesOne}x`,
    here / threads >= leastTimesOne,
  );
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  say(`most memory: ${memory} MiB, bar ${memoryMiB} MiB`, memory < memoryMiB);
} finally {
  world.store.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
