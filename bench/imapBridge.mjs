// The bridge's IMAP over its encrypted store, in a process of its own: served as `nymbridge run` serves it, but on a plain connection, as
// the peer is. Told the folder for the store and its key; says by message where it listens and who may log in.
import { createRequire } from 'node:module';
import { setInterval } from 'node:timers';

const require = createRequire(import.meta.url);
const { systemClock } = require('../dist/base/clock.js');
const { keepHeapSmall } = require('../dist/base/heap.js');
const { silentLog } = require('../dist/base/log.js');
const { systemRandom } = require('../dist/base/random.js');
const { Secret } = require('../dist/base/secret.js');
const { Throttle } = require('../dist/base/throttle.js');
const { openIncoming } = require('../dist/incoming/index.js');
const { listen } = require('../dist/net/index.js');
const { openNyms } = require('../dist/nym/index.js');
const { generateKey } = require('../dist/protocol/openpgp/index.js');
const { openStore } = require('../dist/store/index.js');

/** How often `run` looks for what other processes wrote. */
const pollMs = 500;

const key = (email) => generateKey({ email, algorithm: 'rsa2048', created: new Date(Date.now() - 1000) });

async function makeNym() {
  const now = Date.now();
  await nyms.addServer('nym.test', (await key('config@nym.test')).publicKey, now);
  const wishes = { address: 'panda@nym.test', displayName: 'Alice', transport: 'x', key: await key('panda@nym.test') };
  return nyms.create(wishes, now, systemRandom);
}

keepHeapSmall();
const [, , folder, storeKey] = process.argv;
const store = openStore(folder, new Secret(Buffer.from(storeKey, 'hex')));
const nyms = openNyms(store);
const [nym = await makeNym()] = await nyms.all();
const incoming = openIncoming({
  ...{ store, nyms, clock: systemClock, random: systemRandom, log: silentLog, throttle: new Throttle(systemClock) },
  ...{ newsgroup: 'alt.anonymous.messages', servers: [], intervalMs: 1e9, keep: { ageMs: 1e12, bytes: 1e12 } },
  ...{ acknowledge: () => undefined, filedCopy: () => undefined },
});
setInterval(() => store.poll(), pollMs);
// true: as if TLS were there already, for a login is refused in the clear
const onSocket = (socket) => incoming.accept(socket, true);
const { port } = await listen({ purpose: 'IMAP', port: 0, onSocket });
process.send({ port, user: nym.address, password: nym.password, pids: [process.pid] });
// the only question: whether the texts of all mails are kept
process.on('message', () => process.send(store.mail.texts.due(1).length === 0));
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => {
  void incoming.stop().then(() => {
    store.close();
    process.exit();
  });
});
