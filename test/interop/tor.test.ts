import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkProxy } from '../../src/bridge/doctor/proxy';
import { examineProxy } from '../../src/net';
import { openedOutside } from '../support/doctor';
import { end } from '../support/program';
import { freePort } from './freePort';

// The real Tor, alone: its only directory authority is a port of this machine where nobody is, so that it reaches no network.
const folder = mkdtempSync(join(tmpdir(), 'tor-'));
const nobody = 'nobody orport=1 no-v2 v3ident=0000000000000000000000000000000000000000 127.0.0.1:2';
let tor: ChildProcess;
let ports: { usual: number; noAuth: number; shared: number };
let log = '';

beforeAll(async () => {
  const [usual, noAuth, shared] = [await freePort(), await freePort(), await freePort()];
  ports = { usual, noAuth, shared };
  const torrc = [
    ...[`DataDirectory ${folder}`, 'SafeSocks 1', 'Log notice stdout'],
    `DirAuthority ${nobody} 0000000000000000000000000000000000000001`,
    ...[`SocksPort 127.0.0.1:${usual}`, `SocksPort 127.0.0.1:${noAuth} PreferSOCKSNoAuth`],
    `SocksPort 127.0.0.1:${shared} NoIsolateSOCKSAuth`,
  ];
  writeFileSync(join(folder, 'torrc'), `${torrc.join('\n')}\n`);
  const words = ['--defaults-torrc', '/dev/null', '-f', join(folder, 'torrc')];
  tor = spawn('tor', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    tor.stdout?.on('data', (text: Buffer) => {
      log += text.toString();
      if (log.includes('Bootstrapped 0%')) resolve();
    });
    tor.once('close', () => {
      reject(new Error(log));
    });
  });
});

afterAll(async () => {
  await end(tor, 'SIGINT');
  rmSync(folder, { recursive: true, force: true });
});

const signIn = { user: 'purpose', password: 'x' };
const examined = (port: number) => examineProxy({ host: '127.0.0.1', port }, signIn, 5000);

test('the real Tor is known by what it answers, at once and without a network', async () => {
  expect(await examined(ports.usual)).toEqual({ speaks: 'socks5', takesUserNames: true, resolvesLikeTor: true });
  const { patient, look, end: close } = openedOutside(`tor.port = ${ports.usual}\n`);
  expect((await look(checkProxy)).map(({ verdict }) => verdict)).toEqual(['good', 'good']);
  expect(patient.config.tor.port).toBe(ports.usual);
  close();
});

test('where it was told not to keep user names apart, that is seen', async () => {
  for (const port of [ports.noAuth, ports.shared])
    expect(await examined(port)).toEqual({ speaks: 'socks5', takesUserNames: false, resolvesLikeTor: true });
  const { look, end: close } = openedOutside(`tor.port = ${ports.shared}\n`);
  expect((await look(checkProxy)).map(({ verdict }) => verdict)).toEqual(['good', 'bad']);
  close();
});

test('it does not scold: its owner would look for a program that leaks', () => {
  expect(log).not.toMatch(/\[warn\].*(DNS|SOCKS|socks)/);
});
