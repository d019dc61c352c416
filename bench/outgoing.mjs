// What the street out costs. Sealing a letter, in raw RSA-4096 private-key operations of Node: the physical limit. Taking letters over,
// beside what the same client reaches with a server of the same library that throws every mail away.
import { spawn, spawnSync } from 'node:child_process';
import { constants, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, report } from './ratio.mjs';
import { startNull, submitAll, swaksAll } from './smtp.mjs';

const require = createRequire(import.meta.url);
const { generateKey, seal } = require('../dist/protocol/openpgp/index.js');
const program = join(import.meta.dirname, '../dist/main.js');

const letters = 1000;
/** Letters a second, over one connection, each on disk before its 250. */
const leastRate = 100;

const created = new Date('2026-01-01T00:00:00Z');
const key = (email, algorithm = 'rsa4096') => generateKey({ email, algorithm, created });

async function sealing() {
  const [alice, server] = [await key('panda@nym.test'), await key('config@nym.test')];
  // half of it text that packs well, as mail does
  const payload = Buffer.concat([Buffer.from('A line of an ordinary letter.\n'.repeat(69)), randomBytes(2026)]);
  const now = new Date('2026-11-22T12:00:00Z');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const number = Buffer.concat([Buffer.alloc(1), randomBytes(511)]);
  const peer = () => privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, number);
  const ours = () => seal({ payload, recipients: [server.publicKey], signer: alice, now });
  return compare({ ours, peer });
}

/** A bridge with one nym, at work in a process of its own. */
async function startBridge(home) {
  const environment = { ...process.env, NYMBRIDGE_HOME: home, NYMBRIDGE_PASSPHRASE: 'bench only' };
  const run = (...words) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { env: environment });
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    return stdout.toString();
  };
  run('init');
  writeFileSync(join(home, 'nymbridge.toml'), config(home), { mode: 0o600 });
  const server = await generateKey({ email: 'config@nym.test', algorithm: 'rsa2048', created });
  writeFileSync(join(home, 'server.asc'), server.publicKey.armored());
  run('server', 'add', 'nym.test', '--key', join(home, 'server.asc'), '--yes', '--anyway');
  run('nym', 'create', 'panda@nym.test', '--key', 'rsa2048');
  const { password } = JSON.parse(run('account', 'panda@nym.test', '--json'));
  const child = spawn(process.execPath, [program, 'run'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await portIn(child.stdout);
  return { child, port, password, ca: readFileSync(join(home, 'certificate.pem'), 'utf8') };
}

const config = (home) => `[imap]
port = 0
[smtp]
port = 0
[send]
transport = "stick"
daily_limit = 10000
[transport.stick]
type = "folder"
path = "${join(home, 'stick')}"
`;

async function portIn(stream) {
  let said = '';
  for await (const piece of stream) {
    said += piece;
    const port = /^SMTP on .* port (\d+)$/m.exec(said)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`the bridge did not start: ${said}`);
}

async function submitting(home) {
  const bridge = await startBridge(home);
  const peer = await startNull();
  try {
    const rates = [];
    // by turns, the better of two each: the machine has other work
    for (let round = 0; round < 2; round++) {
      rates.push({ peer: await submitAll(peer, letters), ours: await submitAll(bridge, letters) });
    }
    const best = (who) => Math.max(...rates.map((rate) => rate[who]));
    const swaks = { peer: swaksAll(peer, 10), ours: swaksAll(bridge, 10) };
    return { ours: best('ours'), peer: best('peer'), swaks };
  } finally {
    bridge.child.kill();
    peer.child.kill();
  }
}

const home = mkdtempSync(join(tmpdir(), 'nymbridge-bench-'));
try {
  report([{ name: 'sealing, RSA-4096', bar: 1.5, ...(await sealing()) }]);
  const { ours, peer, swaks } = await submitting(home);
  const verdict = ours >= leastRate ? 'ok' : 'TOO SLOW';
  console.log(
    `submission of 4 KB: ${ours.toFixed(0)} letters a second, at least ${leastRate}; ${(ours / peer).toFixed(2)} of the ` +
      `${peer.toFixed(0)} of a server that keeps nothing ${verdict}`,
  );
  if (swaks.peer !== undefined)
    console.log(
      `swaks, a connection each: ${swaks.ours.toFixed(1)} a second, ${(swaks.ours / swaks.peer).toFixed(2)} of its ` +
        `${swaks.peer.toFixed(1)} with a server that keeps nothing`,
    );
  if (ours < leastRate) process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
