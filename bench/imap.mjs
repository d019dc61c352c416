// The bridge's IMAP beside Dovecot's, row by row and by turns: each server in a process of its own, on a plain loopback connection, and
// the bridge with its encrypted store on this disk. No row may take longer than Dovecot; a third more counts as equal.
//   --mixed N, --small N    how many mails of each kind: 2000 and 20000; 0 leaves that run out
//   --large N               how many short mails in one mailbox that is opened and read by four clients at once: 100000
//   --rows TEXT             only rows whose name matches (a regular expression), and those that make them possible
//   --profile DIR           has the bridge write a .cpuprofile there
// What a whole run finds is kept in bench/results.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dovecotVersion, startDovecot } from './imapDovecot.mjs';
import { withFloors } from './imapFloor.mjs';
import { fill, rows as largeRows } from './imapLarge.mjs';
import { prepare, rows } from './imapRows.mjs';
import { openWire } from './imapWire.mjs';
import { median } from './ratio.mjs';

const bar = 1.3;
const memoryBarMiB = 200;
const whole = { mixed: '2000', small: '20000', large: '100000', rows: '' };
const option = { type: 'string' };
const { values: asked } = parseArgs({
  options: { mixed: option, small: option, large: option, rows: option, profile: option },
});
const wanted = { ...whole, ...asked };

const storeKey = randomBytes(32).toString('hex');

/** What the program's first line says to Node. */
const nodeFlags = /^#!.* node (.*)/
  .exec(readFileSync(new URL('../dist/main.js', import.meta.url), 'utf8'))[1]
  .split(' ');

async function startBridge(folder) {
  const profile = asked.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`];
  const execArgv = [...nodeFlags, ...profile];
  const child = fork(new URL('./imapBridge.mjs', import.meta.url).pathname, [folder, storeKey], { execArgv });
  const told = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the bridge does not start')));
  });
  const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  const isSettled = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('settled?');
    });
  const settled = async () => {
    while (!(await isSettled())) await setTimeout(200);
  };
  return { ...told, memory, settled, stop };
}

/** A server that a client has logged in to; rows keep in it what later ones want to know. */
async function enter(server, mix, count) {
  const login = () => openWire(server);
  return { ...server, login, client: await login(), mix, count, most: Math.min(count, 500) };
}

async function timed(row, server, round) {
  if (row.measure) return { ms: await row.measure(server) };
  const start = performance.now();
  const found = await row.run(server, round);
  return { ms: performance.now() - start, found };
}

/** One row on both: the times, and what each found. Who goes first changes. */
async function measure(row, peer, ours) {
  for (const server of [peer, ours]) await row.before?.(server);
  const pairs = [];
  const start = performance.now();
  for (let round = 0; isWanted(row, round, performance.now() - start); round++) {
    for (const server of [peer, ours]) await row.beforeEach?.(server, round);
    const order = round % 2 === 0 ? [peer, ours] : [ours, peer];
    const first = await timed(row, order[0], round);
    const second = await timed(row, order[1], round);
    pairs.push(round % 2 === 0 ? { peer: first, ours: second } : { peer: second, ours: first });
  }
  const of = (who) => (row.parts ? sum : median)(pairs.map((pair) => pair[who].ms));
  const ratio = row.parts ? of('ours') / of('peer') : median(pairs.map((pair) => pair.ours.ms / pair.peer.ms));
  const differs = pairs.some((pair) => pair.peer.found !== pair.ours.found);
  return { name: row.name, peer: of('peer'), ours: of('ours'), ratio, ...(differs && { differs }) };
}

/** As often as a second has room for: what a server does that has been at work for a while. Code that has run a hundred times only is not compiled yet. */
const isWanted = ({ rounds, parts = rounds }, round, spentMs) =>
  parts === undefined ? round < 3 || spentMs < 1000 : round < parts;

const sum = (values) => values.reduce((a, b) => a + b, 0);

async function attempt(row, peer, ours) {
  try {
    const lacking = row.needs !== undefined && !ours.client.capabilities.has(row.needs);
    const result = lacking ? { name: row.name, lacking: row.needs } : await measure(row, peer, ours);
    return { ...result, verdict: verdictOf(row, result) };
  } catch (error) {
    return { name: row.name, failed: error.message, verdict: 'FAILED' };
  }
}

function verdictOf({ least, most = bar }, { lacking, differs, ratio }) {
  if (lacking !== undefined) return `NO ${lacking}`;
  if (differs) return 'ANSWERS DIFFER';
  if (least !== undefined) return ratio <= 1 / least ? 'ok' : `NOT ${least}x QUICKER`;
  return ratio < most ? 'ok' : 'TOO SLOW';
}

const isFine = ({ memoryMiB, results }) => memoryMiB < memoryBarMiB && results.every(({ verdict }) => verdict === 'ok');

/** Both servers, on folders that may hold mail already. */
async function withServers(folders, mix, count, f) {
  const servers = [];
  try {
    servers.push(await startDovecot(folders[0]));
    servers.push(await startBridge(folders[1]));
    return await f(await enter(servers[0], mix, count), await enter(servers[1], mix, count));
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function inFolders(f) {
  const folders = ['dovecot', 'bridge'].map((name) => mkdtempSync(join(tmpdir(), `bench-${name}-`)));
  try {
    return await f(folders);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureAll(some, mix, count, peer, ours) {
  const results = [];
  for (const row of some.filter(({ name, always }) => always || new RegExp(wanted.rows).test(name))) {
    const result = await attempt(row, peer, ours);
    results.push(result);
    console.log(line(result));
  }
  return { mix, count, memoryMiB: Math.round(ours.memory()), results };
}

const runRows = (mix, count) =>
  inFolders((folders) =>
    withServers(folders, mix, count, async (peer, ours) => {
      for (const server of [peer, ours]) await prepare(server);
      const run = await measureAll(rows, mix, count, peer, ours);
      return { ...run, results: withFloors(folders[1], storeKey, run.results) };
    }),
  );

/** The servers are started anew once the mailbox is full: what filling it takes is not what is measured. */
const runLarge = (mix, count) =>
  inFolders(async (folders) => {
    await withServers(folders, mix, count, (...servers) => Promise.all(servers.map((server) => fill(server))));
    return withServers(folders, mix, count, (...servers) => measureAll(largeRows, mix, count, ...servers));
  });

const shown = (ms) => (ms < 100 ? ms.toFixed(1) : ms.toFixed(0));

function cells({ name, peer, ours, ratio, verdict, failed }) {
  if (ratio === undefined) return [name, '', '', '', failed ?? verdict];
  return [name, shown(peer), shown(ours), ratio < 0.095 ? ratio.toFixed(3) : ratio.toFixed(2), verdict];
}

/** The file alone, and how many times the peer's time that is. */
const floorCell = ({ floor, peer }) => (floor === undefined ? '' : `${shown(floor)} (${(floor / peer).toFixed(2)})`);

function line(result) {
  const [name, ...rest] = cells(result);
  return name.padEnd(34) + rest.map((cell, i) => (i < 3 ? cell.padStart(9) : `   ${cell}`)).join('');
}

function memoryLine(memoryMiB) {
  const verdict = memoryMiB < memoryBarMiB ? 'ok' : 'TOO MUCH';
  return `Memory of the bridge, at most: ${memoryMiB} MiB of ${memoryBarMiB}: ${verdict}`;
}

function table({ mix, count, memoryMiB, results }) {
  return [
    `## ${count} ${mix} mails`,
    '',
    '| row | Dovecot, ms | bridge, ms | ratio | | file alone, ms |',
    '|---|---:|---:|---:|---|---:|',
    ...results.map((result) => `| ${[...cells(result), floorCell(result)].join(' | ')} |`),
    '',
    memoryLine(memoryMiB),
    '',
  ].join('\n');
}

function keep(version, runs) {
  const at = new Date().toISOString().slice(0, 10);
  const where = `${at}, Dovecot ${version}, Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`;
  const about = `Times of single rows move up to twofold between runs: look at the ratios. Below ${bar} counts as equal. Each row is done for a second: in its first hundreds of commands, not compiled yet, the bridge takes 0.1 to 0.3 ms longer for each. Searches of texts begin when the bridge has read them, seconds after the last mail. "File alone": what the driver of the encrypted file takes to read the same mails, or to commit as often, with nothing else, and that beside Dovecot's whole row. Made by \`npm run bench:imap\`.`;
  const folder = new URL('./results/', import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'imap.md'),
    [`# IMAP beside Dovecot`, '', where, '', about, '', ...runs.map(table)].join('\n'),
  );
  writeFileSync(
    join(folder, 'imap.json'),
    `${JSON.stringify({ at, version, node: process.version, runs }, null, 1)}\n`,
  );
}

async function main() {
  const version = dovecotVersion();
  if (version === undefined) {
    console.log('Dovecot is not installed (apt-get install dovecot-imapd): nothing to compare with.');
    return;
  }
  const runs = [];
  for (const [mix, run] of Object.entries({ mixed: runRows, small: runRows, large: runLarge })) {
    const count = Number(wanted[mix]);
    if (count === 0) continue;
    console.log(`\n${`${count} ${mix} mails`.padEnd(34)}  Dovecot   bridge    ratio`);
    runs.push(await run(mix, count));
    for (const result of runs.at(-1).results.filter(({ floor }) => floor !== undefined))
      console.log(`${result.name}: the file alone ${floorCell(result)}`);
    console.log(memoryLine(runs.at(-1).memoryMiB));
  }
  if (Object.keys(whole).every((name) => wanted[name] === whole[name])) keep(version, runs);
  if (!runs.every(isFine)) process.exitCode = 1;
}

await main();
