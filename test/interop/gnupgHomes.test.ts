import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readExport, readGnupgHome } from '../../src/bridge/elsewhere/gnupgFiles';
import { openNyms } from '../../src/nym';
import { bundleNames, writeBundle } from '../../src/nym/bundle';
import { open, readGnupgKey, seal } from '../../src/protocol/openpgp';
import type { SecretKey } from '../../src/protocol/openpgp';
import { openMemoryStore } from '../../src/store';
import { publicKey } from '../support/keys';
import { seededRandom } from '../support/random';

// Homes made fresh by the GnuPG of this machine, read without it; and our bundles, read by it.
const folder = mkdtempSync(join(tmpdir(), 'gnupg-homes-'));
const agents: string[] = [];
const panda = 'panda@nym.test';
const payload = Buffer.from('There is bamboo.\n');

afterAll(() => {
  for (const home of agents) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(folder, { recursive: true, force: true });
});

type Program = 'gpg' | 'gpg1';

/** An empty home; `agent` is what its agent's settings say. */
function makeHome(name: string, agent = ''): string {
  const home = join(folder, name);
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'gpg-agent.conf'), agent);
  agents.push(home);
  return home;
}

function run(program: Program, home: string, args: string[], input: Uint8Array = Buffer.alloc(0)): Buffer {
  const isNew = args.includes('--gen-key');
  // 1.4 gathers randomness for minutes, and looks for a trust database that is not there yet
  const own = program === 'gpg' ? ['--pinentry-mode', 'loopback'] : isNew ? ['--quick-random'] : [];
  const trust = isNew ? [] : ['--trust-model', 'always'];
  const fixed = ['--homedir', home, '--batch', '--yes', '--no-tty', ...trust, ...own];
  const { status, stdout, stderr } = spawnSync(program, [...fixed, ...args], { input, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const rsa = ['Key-Type: RSA', 'Key-Length: 2048', 'Subkey-Type: RSA', 'Subkey-Length: 2048'];
const dsa = ['Key-Type: DSA', 'Key-Length: 1024', 'Subkey-Type: ELG-E', 'Subkey-Length: 1024'];
const ecc = ['Key-Type: EDDSA', 'Key-Curve: ed25519', 'Subkey-Type: ECDH', 'Subkey-Curve: cv25519'];
const nist = ['Key-Type: ECDSA', 'Key-Curve: nistp256', 'Subkey-Type: ECDH', 'Subkey-Curve: nistp256'];

function makeKey(program: Program, home: string, kind: string[], passphrase?: string): void {
  const lock =
    passphrase === undefined ? (program === 'gpg1' ? '# none' : '%no-protection') : `Passphrase: ${passphrase}`;
  const lines = [...kind, 'Name-Real: Panda', `Name-Email: ${panda}`, 'Expire-Date: 2y', lock, '%commit', ''];
  run(program, home, ['--gen-key'], Buffer.from(lines.join('\n')));
}

/** GnuPG encrypts to the key and verifies what it signs; the key as we read it does the other half. */
async function agrees(program: Program, home: string, key: SecretKey): Promise<void> {
  const now = new Date();
  const toUs = run(program, home, ['--armor', '--encrypt', '--recipient', panda], payload);
  const opened = await open(toUs, { keys: [key], passphrases: [], signers: [], now, maxBytes: 1 << 20 });
  expect(opened.plaintext).toEqual(payload);
  const sealed = await seal({ payload, recipients: [await publicKey('server')], signer: key, now });
  expect(sealed.length).toBeGreaterThan(0);
  expect(key.publicKey.expires).toBeDefined();
}

describe('a fresh home is read', () => {
  const kinds = { rsa, dsa, ecc, nist };

  test.each<[keyof typeof kinds, string | undefined, string]>([
    ['rsa', undefined, ''],
    ['rsa', 'grüner Bambus', ''],
    ['rsa', 'bamboo', 'disable-extended-key-format'],
    ['ecc', undefined, ''],
    ['ecc', 'bamboo', ''],
    ['ecc', 'bamboo', 'disable-extended-key-format'],
    ['dsa', 'bamboo', ''],
    ['nist', 'bamboo', ''],
  ])('gpg 2.2: %s, passphrase %s, agent %s', async (kind, passphrase, agent) => {
    const home = makeHome(`fresh-${kind}-${passphrase ?? 'open'}-${agent}`.replace(/[^\w-]/g, '_'), agent);
    makeKey('gpg', home, kinds[kind], passphrase);
    const key = await readGnupgKey(readGnupgHome(home), { address: panda }, passphrase);
    await agrees('gpg', home, key);
    if (passphrase === undefined) return;
    const exported = join(home, 'exported');
    writeFileSync(exported, run('gpg', home, ['--passphrase', passphrase, '--export-secret-keys', panda]));
    const again = await readGnupgKey(readExport(exported), { address: panda }, passphrase);
    expect(again.binary()).toEqual(key.binary());
    const other = makeHome(`${kind}-${agent}-imported`.replace(/[^\w-]/g, '_'));
    run('gpg', other, ['--import', exported]);
    const native = await readGnupgKey(readGnupgHome(other), { address: panda }, passphrase);
    expect(native.publicKey.fingerprint).toBe(key.publicKey.fingerprint);
  });

  test.each([
    [rsa, undefined],
    [rsa, 'bamboo'],
    [dsa, 'bamboo'],
  ])('gpg 1.4: %j, passphrase %s', async (kind, passphrase) => {
    const home = makeHome(`old-${String(kind[0]).slice(10)}-${passphrase ?? 'open'}`);
    makeKey('gpg1', home, kind, passphrase);
    await agrees('gpg1', home, await readGnupgKey(readGnupgHome(home), { address: panda }, passphrase));
  });

  test('a home of 1.4 that 2.2 has taken over: the agent has the keys now', async () => {
    const home = makeHome('taken-over');
    makeKey('gpg1', home, rsa, 'bamboo');
    run('gpg', home, ['--list-secret-keys']);
    const files = readGnupgHome(home);
    expect(files.keyFiles.length).toBe(2);
    await agrees('gpg', home, await readGnupgKey({ ...files, secretRings: [] }, { address: panda }, 'bamboo'));
  });
});

describe('our bundle is read', () => {
  /** A bundle of a nym whose key GnuPG made. */
  async function bundleOf(kind: string[]): Promise<{ key: SecretKey; place: string }> {
    const home = makeHome(`source-${agents.length}`);
    makeKey('gpg', home, kind);
    const key = await readGnupgKey(readGnupgHome(home), { address: panda });
    const store = openMemoryStore();
    const nyms = openNyms(store);
    await nyms.addServer('nym.test', await publicKey('server'), Date.now());
    const selectors = [{ scheme: 'hsub', passphrase: 'correct-horse' } as const];
    const foreign = { address: panda, key, displayName: '', transport: 'x', selectors, symmetric: [], works: true };
    nyms.takeIn(foreign, Date.now(), seededRandom('bundle'));
    const nym = await nyms.byAddress(panda);
    if (!nym) throw new Error('she is gone');
    const place = makeHome(`bundle-${agents.length}`);
    for (const [name, bytes] of await writeBundle(store, nym, 'gum tree', Date.now()))
      writeFileSync(join(place, name), bytes);
    return { key, place };
  }

  test.each<[Program, string[]]>([
    ['gpg', rsa],
    ['gpg', ecc],
    ['gpg1', rsa],
  ])('by %s: %j', async (program, kind) => {
    const { key, place } = await bundleOf(kind);
    const home = makeHome(`reads-${agents.length}`);
    run(program, home, ['--import', join(place, bundleNames.key)]);
    const message = await seal({ payload, recipients: [key.publicKey], now: new Date() });
    expect(run(program, home, ['--passphrase', 'gum tree', '--decrypt'], message)).toEqual(payload);
    const signed = run(program, home, ['--passphrase', 'gum tree', '--armor', '--sign'], payload);
    expect(run(program, home, ['--decrypt'], signed)).toEqual(payload);
    const facts = run(program, home, ['--passphrase', 'gum tree', '--decrypt', join(place, bundleNames.facts)]);
    expect(facts.toString()).toContain('"passphrase": "correct-horse"');
    expect(readFileSync(join(place, bundleNames.publicKey), 'latin1')).toContain('BEGIN PGP PUBLIC KEY BLOCK');
  });
});
