import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeCheapVault } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { copyOf, revokedKey, serverCopy, serve, signOnlyKey, subkeyExpired } from '../support/keyWorld';
import { armoredSecretKey, publicKey, secretKey } from '../support/keys';
import { play } from '../support/transcript';
import { startWeb, type Web, type WebAnswer } from '../support/web';

// Every word of `nymbridge server`, on the keys that people may be given.

const folder = join(__dirname, '../golden/cli-server');
const nymTest = ['Nym Server <config@nym.test>', 'Nym Server <send@nym.test>'];
const search = '/pks/lookup?op=get&options=mr&search=';

let files: Record<string, string | Buffer>;
let web: Web;

beforeAll(async () => {
  const [server, bob, alice] = [await publicKey('server'), await publicKey('bob'), await secretKey('alice')];
  const february = new Date('2026-02-01T00:00:00Z');
  const successor = await copyOf(alice, nymTest);
  files = {
    'server.asc': server.armored(),
    'bob.asc': bob.armored(),
    'secret.asc': armoredSecretKey('server'),
    'ring.asc': Buffer.concat([bob.binary(), server.binary(), alice.publicKey.binary()]),
    'rivals.asc': `${server.armored()}\nand\n\n${alice.publicKey.armored()}`,
    'revoked.asc': (await revokedKey(await secretKey('server'))).armored(),
    'expired.asc': (await serverCopy({ lastsDays: 1 })).armored(),
    'signs-only.asc': (await signOnlyKey()).armored(),
    'subkey-expired.asc': (await subkeyExpired()).armored(),
    'renewed.asc': (await serverCopy({ userIds: nymTest, date: february, lastsDays: 36_500 })).armored(),
    'successor.asc': successor.armored(),
    'successor-revoked.asc': (await revokedKey(alice, nymTest)).armored(),
    'painted.asc': (await serverCopy({ userIds: ['\u001b[2J\u202Egnp.exe <config@nym.test>'] })).armored(),
  };
  web = await startWeb(answerLike(files));
});
afterAll(() => {
  web.stop();
});

/** A web server with keys, and a keyserver that knows the nym server. */
function answerLike(files: Record<string, string | Buffer>): WebAnswer {
  const { 'server.asc': server = '', 'renewed.asc': renewed = '' } = files;
  const found = serve({
    '/server.asc': server,
    '/page.html': '<!DOCTYPE html><title>Keys</title>',
    [`${search}config%40nym.test`]: server,
    [`${search}0xEC371D73CA515B5F009B3FAA56E52B2FF3B80FCA`]: renewed,
    '/vks/v1/by-email/config%40nym.test': server,
    '/vks/v1/by-fingerprint/EC371D73CA515B5F009B3FAA56E52B2FF3B80FCA': renewed,
  });
  return (asked, response) => {
    if (asked.path === '/busy') response.writeHead(429).end();
    else if (asked.path === '/broken') response.writeHead(503).end();
    else if (asked.path === '/leaving') response.writeHead(302, { Location: 'https://example.org/key.asc' }).end();
    else found(asked, response);
  };
}

function makeHome(name: string): string {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(home, name), content);
  const keyserver = name === 'keyserver.txt' ? '[keyserver]\naddress = "vks:keys.onion"\n' : '';
  writeFileSync(join(home, 'nymbridge.toml'), `[tor]\nport = ${web.proxy.port}\n${keyserver}`);
  makeCheapVault(join(home, 'data'));
  return home;
}

// NYMBRIDGE_WRITE_GOLDEN=1 writes down what came out, to be read before it is committed.
test.each(['files.txt', 'life.txt', 'network.txt', 'keyserver.txt'])('%s', async (name) => {
  const file = join(folder, name);
  const transcript = readFileSync(file, 'utf8');
  const environment = { NYMBRIDGE_HOME: makeHome(name), NYMBRIDGE_PASSPHRASE: 'correct horse' };
  const played = await play(transcript, environment);
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, played);
  expect(played).toBe(transcript);
});

test('names reach the proxy unresolved, and nothing is asked that nobody asked for', () => {
  const { asked } = web.proxy;
  expect(new Set(asked.map(({ as }) => as))).toEqual(new Set(['name']));
  expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['nymserver.onion', 'nym.test', 'keys.onion']));
  expect(new Set(asked.map(({ host, port }) => `${host}:${port}`))).toContain('keys.onion:11371');
  // each run has a circuit of its own
  expect(new Set(asked.map(({ user }) => user)).size).toBe(asked.length);
});
