import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { examineServerKey } from '../../src/nym';

// Keys as operators of nym servers make them, by GnuPG: `config@`, then user ids for `send@` and `url@`.
const home = mkdtempSync(join(tmpdir(), 'gnupg-keys-'));
const now = Date.parse('2026-11-22T12:00:00Z');
const domain = 'nym.test';

afterAll(() => {
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
});

function gpg(args: string[], input = ''): Buffer {
  const fixed = ['--homedir', home, '--batch', '--yes', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', ''];
  const result = spawnSync('gpg', [...fixed, '--faked-system-time', '20260101T000000', ...args], { input });
  if (result.status !== 0) throw new Error(`gpg ${args.join(' ')}: ${result.stderr.toString()}`);
  return result.stdout;
}

/** Makes a key of this kind for a server of its own, with the user ids that nymserv's manual asks for; gives its fingerprint. */
function make(name: string, kind: string[], end = '0'): string {
  const lines = ['%no-protection', ...kind, `Name-Real: Nym Server ${name}`, `Name-Email: config@${domain}`];
  gpg(['--gen-key'], [...lines, `Expire-Date: ${end}`, '%commit', ''].join('\n'));
  const fingerprint = fingerprintOf(`Nym Server ${name}`);
  for (const local of ['send', 'url']) gpg(['--quick-add-uid', fingerprint, `Nym Server ${name} <${local}@${domain}>`]);
  return fingerprint;
}

function fingerprintOf(name: string): string {
  const line = gpg(['--with-colons', '--list-keys', name]).toString().split('\n');
  return line.find((one) => one.startsWith('fpr:'))?.split(':')[9] ?? '';
}

const examine = (bytes: Buffer) => examineServerKey(bytes, { domain, now });
const rsa = (bits: number) => ['Key-Type: RSA', `Key-Length: ${bits}`, 'Subkey-Type: RSA', `Subkey-Length: ${bits}`];

describe('a key made by gpg', () => {
  test.each([
    ['RSA of today', rsa(2048), 'rsa2048', []],
    ['RSA of yore', rsa(1024), 'rsa1024', ['old kind']],
    [
      'DSA and ElGamal',
      ['Key-Type: DSA', 'Key-Length: 1024', 'Subkey-Type: ELG-E', 'Subkey-Length: 1024'],
      'dsa1024+elg1024',
      ['old kind'],
    ],
    [
      'Curve25519',
      ['Key-Type: EDDSA', 'Key-Curve: Ed25519', 'Subkey-Type: ECDH', 'Subkey-Curve: Curve25519'],
      'ed25519+cv25519',
      [],
    ],
  ])('%s is examined as gpg lists it, armored or binary', async (name, kind, algorithm, warnings) => {
    const fingerprint = make(name, kind);
    for (const flags of [[], ['--armor'], ['--armor', '--comment', 'nym server', '--emit-version']]) {
      const examined = await examine(gpg([...flags, '--export', fingerprint]));
      expect(examined.key).toMatchObject({
        fingerprint,
        algorithm,
        canEncrypt: true,
        revoked: false,
        expires: undefined,
      });
      expect(examined.key.userIds).toHaveLength(3);
      expect(examined).toMatchObject({ objections: [], useless: undefined });
      expect(examined.warnings).toEqual(warnings.map((words) => expect.stringContaining(words)));
    }
  });

  test('that only signs, has ended, or lost its subkey is of no use', async () => {
    const signs = make('signs only', ['Key-Type: RSA', 'Key-Length: 2048', 'Key-Usage: sign']);
    expect((await examine(gpg(['--export', signs]))).useless).toContain('only signs');
    const ended = make('ended', rsa(2048), '2026-06-01');
    expect((await examine(gpg(['--export', ended]))).useless).toContain('expired on 2026-06-01');
    const subkey = make('subkey ended', ['Key-Type: RSA', 'Key-Length: 2048', 'Key-Usage: sign']);
    gpg(['--quick-add-key', subkey, 'rsa2048', 'encr', '2026-03-01']);
    expect((await examine(gpg(['--export', subkey]))).useless).toContain('expired on 2026-03-01');
  });

  test('that is prolonged, and then revoked, is told from its older copies', async () => {
    const fingerprint = make('renewed', rsa(2048), '2026-12-01');
    const first = await examine(gpg(['--export', fingerprint]));
    expect(first.warnings).toEqual([expect.stringContaining('ends in')]);
    gpg(['--faked-system-time', '20260201T000000', '--quick-set-expire', fingerprint, '2028-01-01']);
    gpg(['--faked-system-time', '20260201T000000', '--quick-set-expire', fingerprint, '2028-01-01', '*']);
    const renewed = await examine(gpg(['--export', fingerprint]));
    expect(renewed.key.expires?.toISOString().slice(0, 10)).toBe('2028-01-01');
    expect(renewed.key.signed.getTime()).toBeGreaterThan(first.key.signed.getTime());
    const certificate = readFileSync(join(home, 'openpgp-revocs.d', `${fingerprint}.rev`), 'utf8');
    gpg(['--import'], certificate.replace(':-----BEGIN', '-----BEGIN'));
    const revoked = await examine(gpg(['--export', fingerprint]));
    expect(revoked.key.revoked).toBe(true);
    expect(revoked.useless).toContain('revoked');
  });

  test('and its secret half is never taken', async () => {
    const fingerprint = make('secret', rsa(2048));
    await expect(examine(gpg(['--export-secret-keys', fingerprint]))).rejects.toThrow(/secret key/);
  });
});
