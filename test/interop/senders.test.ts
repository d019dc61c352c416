import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, until } from '../support/mailClient';
import type { Serving } from '../support/program';
import { feed as feedProgram } from './feed';
import { freePort } from './freePort';

// Programs that send, on a machine that has a name: mail is taken, its copy is in Sent, and the name does not get out.

let circle: Circle;
let serving: Serving;
let tlsPort: number;
let home: string;

beforeAll(async () => {
  circle = await openCircle();
  tlsPort = await freePort();
  circle.home.configure(
    sandboxConfig(circle.world).replace('smtp.port = 0', `smtp.port = 0\nsmtp.tls_port = ${tlsPort}`),
  );
  serving = await circle.home.serve();
  home = join(circle.home.folder, 'senders');
  mkdirSync(home);
});
afterAll(() => circle.remove());

const machine = 'alice-laptop.home';
const mail = (subject: string) =>
  [`From: Alice Realname <${alice}>`, `To: ${bob}`, `Subject: ${subject}`, `X-Mailer: by hand on ${machine}`]
    .concat(['', 'Hello Bob.', ''])
    .join('\n');

/** In Alice's home, on a machine with a name. */
function feed(input: string, program: string, ...words: readonly string[]): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm', EMAIL: `alice@${machine}` };
  return feedProgram(input, { env, cwd: home }, program, ...words);
}

interface Way {
  readonly secured: boolean;
  readonly port: number;
  readonly auth: 'PLAIN' | 'LOGIN';
}

type Send = (subject: string, way: Way) => Promise<void>;

const msmtp: Send = (subject, { secured, port, auth }) =>
  feed(
    mail(subject),
    'msmtp',
    '--host=localhost',
    `--port=${port}`,
    '--tls=on',
    `--tls-starttls=${secured ? 'off' : 'on'}`,
    `--tls-trust-file=${circle.certificateFile}`,
    `--auth=${auth.toLowerCase()}`,
    `--user=${alice}`,
    `--passwordeval=echo ${circle.password}`,
    `--from=${alice}`,
    `--domain=${machine}`,
    '--dsn-notify=success,failure,delay',
    '--dsn-return=headers',
    '--',
    bob,
  );

const swaks: Send = (subject, { secured, port, auth }) =>
  feed(
    '',
    'swaks',
    ...['--server', '127.0.0.1', '--port', String(port), secured ? '--tlsc' : '--tls'],
    ...['--tls-verify', '--tls-ca-path', circle.certificateFile],
    ...['--auth', auth, '--auth-user', alice, '--auth-password', circle.password],
    ...['--ehlo', machine, '--from', alice, '--to', bob, '--header', `Subject: ${subject}`, '--body', 'Hello Bob.'],
  );

const neomutt: Send = (subject, { secured, port, auth }) => {
  const config = join(home, 'muttrc');
  const scheme = secured ? 'smtps' : 'smtp';
  writeFileSync(
    config,
    `set from="${alice}" realname="Alice Realname" hostname="${machine}" use_envelope_from=yes user_agent=yes
set smtp_url="${scheme}://${alice.replace('@', '%40')}@localhost:${port}/" smtp_pass="${circle.password}"
set smtp_authenticators="${auth.toLowerCase()}" ssl_starttls=yes ssl_force_tls=yes certificate_file="${circle.certificateFile}"
set dsn_notify="failure,delay" dsn_return=hdrs record="" copy=no
`,
    { mode: 0o600 },
  );
  return feed('Hello Bob.\n', 'neomutt', '-n', '-F', config, '-s', subject, bob);
};

const git: Send = (subject, { secured, port, auth }) => {
  const folder = join(home, `repository ${subject}`);
  const inside = (...words: string[]) =>
    execFileSync('git', ['-c', `user.name=Panda`, '-c', `user.email=${alice}`, ...words], { cwd: folder }).toString();
  mkdirSync(folder);
  inside('init', '-q');
  inside('commit', '-q', '--allow-empty', '-m', subject);
  writeFileSync(join(folder, 'file'), 'Hello Bob.\n');
  inside('add', 'file');
  inside('commit', '-q', '--amend', '-m', subject);
  const patch = join(folder, inside('format-patch', '-1', '--root', '--no-signature').trim());
  return feed(
    '',
    'git',
    'send-email',
    ...['--smtp-server=localhost', `--smtp-server-port=${port}`, `--smtp-encryption=${secured ? 'ssl' : 'tls'}`],
    ...[`--smtp-ssl-cert-path=${circle.certificateFile}`, `--smtp-domain=${machine}`, `--smtp-auth=${auth}`],
    ...[`--smtp-user=${alice}`, `--smtp-pass=${circle.password}`, `--from=${alice}`, `--to=${bob}`],
    ...['--confirm=never', '--suppress-cc=all', patch],
  );
};

/** What went to Bob: what the nym server read, with its own additions. */
function letterTo(subject: string): Promise<string> {
  return until(`the letter "${subject}"`, () =>
    circle.world.outside.received
      .map(({ source }) => source.toString('latin1'))
      .find((source) => source.includes(`${subject}\n`)),
  );
}

async function sent(subject: string): Promise<string[]> {
  const client = await login(circle, serving);
  const messages = await readMailbox(client, 'Sent');
  await client.logout();
  return messages.filter((one) => one.subject.endsWith(subject)).map(({ source }) => source);
}

const ways: readonly (readonly [string, boolean, Way['auth']])[] = [
  ['STARTTLS', false, 'PLAIN'],
  ['STARTTLS', false, 'LOGIN'],
  ['TLS from the first byte', true, 'PLAIN'],
];

let letters = 0;

describe.each<[string, Send]>([
  ['msmtp', msmtp],
  ['swaks', swaks],
  ['neomutt', neomutt],
  ['git send-email', git],
])('%s', (_program, send) => {
  test.each(ways)('sends over %s (%s, AUTH %s), and tells nobody what and where it is', async (_way, secured, auth) => {
    const subject = `letter ${++letters}.`;
    await send(subject, { secured, port: secured ? tlsPort : serving.smtpPort, auth });
    const letter = await letterTo(subject);
    expect(letter).toMatch(/^Message-ID: <[a-z]{10}\.[a-z]{6}@nym\.test>$/im);
    for (const copy of [letter, ...(await sent(subject))]) {
      expect(copy).not.toMatch(/alice|realname|x-mailer|user-agent|mutt|msmtp|swaks|jetmore|send-email/i);
    }
    expect(await sent(subject)).toHaveLength(1);
  });
});
