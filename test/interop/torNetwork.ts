import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dial } from '../../src/net';
import type { Place } from '../../src/sandbox';
import { until } from '../support/mailClient';
import { end } from '../support/program';
import { freePort } from './freePort';

/** A whole Tor network on loopback, which reaches nothing else. */
export interface TorNetwork<Name extends string> {
  /** The client's. */
  readonly socksPort: number;
  readonly controlPort: number;
  /** What opens the control port. */
  readonly cookieFile: string;
  /** The onion service before each place; on the place's own port, unless another is wished for. */
  readonly onions: Readonly<Record<Name, Place>>;
  /** What the client has said so far. */
  clientLog(): string;
  stopClient(): Promise<void>;
  /** Starts it again; resolves when it reaches the onions. */
  startClient(): Promise<void>;
  stop(): Promise<void>;
}

const authorities = ['authority1', 'authority2', 'authority3'];
/** Every circuit has three of these, none of them twice. */
const relays = [...authorities, 'exit'];
/** It takes a minute; a busy machine, several. */
const patienceMs = 240_000;

/** What has an onion service before it. */
export interface Hidden extends Place {
  readonly onionPort?: number;
}

/** Starts three directory authorities, an exit, a host with an onion service before each place, and a client. */
export async function startTorNetwork<Name extends string>(
  places: Readonly<Record<Name, Hidden>>,
): Promise<TorNetwork<Name>> {
  const folder = mkdtempSync(join(tmpdir(), 'nymbridge-tornet-'));
  const running = new Map<string, ChildProcess>();
  const start = (...names: string[]) => {
    for (const name of names) running.set(name, spawn('tor', words(join(folder, name)), { stdio: 'ignore' }));
  };
  const stopNode = async (name: string) => {
    const child = running.get(name);
    if (child) await end(child, 'SIGINT');
  };
  const stop = async () => {
    await Promise.all([...running.keys()].map(stopNode));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const client = join(folder, 'client');
  try {
    const [socksPort, controlPort] = [await freePort(), await freePort()];
    await configure(folder, places, { socksPort, controlPort });
    start(...relays);
    // a client that comes before it would wait long until it asks again
    await until('the first consensus', () => hasConsensus(join(folder, 'authority1')), patienceMs);
    start('host', 'client');
    const onions = await until('the names of the onions', () => onionsOf(folder, places));
    const reached = () => reachAll(socksPort, Object.values(onions));
    await reached();
    return {
      ...{ socksPort, controlPort, onions, stop },
      cookieFile: join(client, 'control_auth_cookie'),
      clientLog: () => readFileSync(join(client, 'log'), 'utf8'),
      stopClient: () => stopNode('client'),
      startClient: () => {
        start('client');
        return reached();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function words(node: string): string[] {
  return ['--quiet', '--defaults-torrc', '/dev/null', '-f', join(node, 'torrc')];
}

interface ClientPorts {
  readonly socksPort: number;
  readonly controlPort: number;
}

/** Writes the folder of each node, its torrc in it. */
async function configure(folder: string, places: Readonly<Record<string, Hidden>>, ports: ClientPorts): Promise<void> {
  const made = await Promise.all(authorities.map((name) => makeAuthority(folder, name)));
  const known = made.map(({ line }) => line);
  for (const { name, torrc } of made) write(folder, name, [...torrc, ...known]);
  const exit = ['ExitRelay 1', 'ExitPolicyRejectPrivate 0', 'ExitPolicy accept 127.0.0.0/8:*', 'ExitPolicy reject *:*'];
  write(folder, 'exit', [...relayLines('exit', await freePort()), ...exit, ...known]);
  const services = Object.entries(places).flatMap(([name, { host, port, onionPort = port }]) => [
    `HiddenServiceDir ${folder}/host/${name}`,
    `HiddenServicePort ${onionPort} ${host}:${port}`,
  ]);
  write(folder, 'host', ['SocksPort 0', ...services, ...known]);
  const { socksPort, controlPort } = ports;
  const client = [`SocksPort 127.0.0.1:${socksPort}`, `ControlPort 127.0.0.1:${controlPort}`, 'CookieAuthentication 1'];
  write(folder, 'client', [...client, 'UseMicrodescriptors 0', ...known]);
}

/** The keys of an authority, its torrc, and the line by which the others know it. */
async function makeAuthority(folder: string, name: string) {
  const keys = join(folder, name, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const [orPort, dirPort] = [await freePort(), await freePort()];
  const files = ['-i', 'authority_identity_key', '-s', 'authority_signing_key', '-c', 'authority_certificate'];
  const address = `127.0.0.1:${dirPort}`;
  const identity = ['--create-identity-key', '-m', '12', '-a', address, '--passphrase-fd', '0'];
  await said('tor-gencert', [...identity, ...files], { cwd: keys, input: 'passphrase\n' });
  const torrc = [...relayLines(name, orPort), `DirPort ${address}`, ...authorityLines];
  // the fingerprint of its relay; the command wants to know of some authority
  const stranger = `DirAuthority x 127.0.0.1:1 ${'0'.repeat(40)}`;
  write(folder, name, [...relayLines(name, orPort), stranger]);
  const listed = await said('tor', [...words(join(folder, name)), '--list-fingerprint']);
  const fingerprint = listed.trim().split('\n').at(-1)?.split(' ').slice(1).join('') ?? '';
  const certificate = readFileSync(join(keys, 'authority_certificate'), 'latin1');
  const v3 = /^fingerprint (\S+)/m.exec(certificate)?.[1] ?? '';
  return { name, torrc, line: `DirAuthority ${name} orport=${orPort} no-v2 v3ident=${v3} ${address} ${fingerprint}` };
}

function relayLines(name: string, port: number): string[] {
  const reached = ['AssumeReachable 1', 'Address 127.0.0.1', 'AddressDisableIPv6 1', 'ContactInfo test'];
  return [`Nickname ${name}`, 'SocksPort 0', `ORPort 127.0.0.1:${port} IPv4Only`, ...reached];
}

/** Votes every 20 seconds, and takes relays as they come for what they say they are. */
const authorityLines = [
  'AuthoritativeDirectory 1',
  'V3AuthoritativeDirectory 1',
  'ExitPolicy reject *:*',
  ...Object.entries({ VotingInterval: 20, VoteDelay: 4, DistDelay: 4 }).flatMap(([what, seconds]) => [
    `TestingV3AuthInitial${what} ${seconds}`,
    `V3Auth${what} ${seconds}`,
  ]),
  ...['Exit', 'HSDir', 'Guard'].map((flag) => `TestingDirAuthVote${flag} *`),
  'TestingMinExitFlagThreshold 0',
  'MinUptimeHidServDirectoryV2 0',
  'V3AuthNIntervalsValid 2',
];

/** Ends by itself with this process, however that ends. */
function write(folder: string, name: string, lines: readonly string[]): void {
  const node = join(folder, name);
  mkdirSync(node, { recursive: true, mode: 0o700 });
  const files = [`DataDirectory ${node}`, `Log notice file ${node}/log`, `__OwningControllerProcess ${process.pid}`];
  const quick = ['TestingTorNetwork 1', 'ShutdownWaitLength 0', 'PathsNeededToBuildCircuits 0.67'];
  writeFileSync(join(node, 'torrc'), `${[...files, ...quick, ...lines].join('\n')}\n`);
}

/** What a program prints; throws where it fails. */
async function said(program: string, args: string[], { cwd = '/', input = '' } = {}): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await status) !== 0) throw new Error(`${program}: ${complaint}${out}`);
  return out;
}

/** Whether every relay is in it, one of them as an exit. */
function hasConsensus(authority: string): true | undefined {
  const file = join(authority, 'cached-consensus');
  const consensus = existsSync(file) ? readFileSync(file, 'latin1') : '';
  const isWhole = (consensus.match(/^r /gm) ?? []).length >= relays.length && /^s .*\bExit\b/m.test(consensus);
  return isWhole || undefined;
}

function onionsOf<Name extends string>(
  folder: string,
  places: Readonly<Record<Name, Hidden>>,
): Record<Name, Place> | undefined {
  const names = Object.keys(places) as Name[];
  const fileOf = (name: string) => join(folder, 'host', name, 'hostname');
  if (!names.every((name) => existsSync(fileOf(name)))) return undefined;
  const entries = names.map((name) => [
    name,
    { host: readFileSync(fileOf(name), 'latin1').trim(), port: places[name].onionPort ?? places[name].port },
  ]);
  return Object.fromEntries(entries) as Record<Name, Place>;
}

/** Tor says that it is ready before its client can find an onion: each is asked until it answers. */
async function reachAll(socksPort: number, onions: readonly Place[]): Promise<void> {
  for (const onion of onions) await until(`${onion.host} to answer`, () => reach(socksPort, onion), patienceMs);
}

async function reach(socksPort: number, onion: Place): Promise<true | undefined> {
  const route = { via: 'socks5', host: '127.0.0.1', port: socksPort, user: 'probe', password: 'probe' } as const;
  try {
    (await dial({ ...onion, route, timeoutMs: 30_000 })).destroy();
    return true;
  } catch {
    return undefined;
  }
}
