import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bridgeStatus, initBridge, openBridge, type Paths } from '../../src/bridge';
import { Secret } from '../../src/base/secret';
import { around, begunHome, passphrase } from '../support/bridge';
import { TestClock } from '../support/clock';

const init = (paths: Paths, clock: { now(): number } = around.clock) =>
  initBridge(paths, passphrase(), { ...around, clock: { ...around.clock, now: () => clock.now() } });
const certificateIn = (paths: Paths) => readFileSync(paths.certificate, 'utf8');

describe('init', () => {
  test('finishes what was interrupted after the vault, and is then done once and for all', async () => {
    const paths = begunHome();
    const fingerprint = await init(paths);
    expect(fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await expect(init(paths)).rejects.toThrow('Nothing was changed.');
  });

  test('makes a missing file again without changing the certificate that mail clients know', async () => {
    const paths = begunHome();
    const fingerprint = await init(paths);
    const kept = certificateIn(paths);
    for (const file of [paths.certificate, paths.config]) {
      rmSync(file);
      expect(await init(paths)).toBe(fingerprint);
    }
    expect(certificateIn(paths)).toBe(kept);
  });

  test('leaves a configuration that is there as it is', async () => {
    const paths = begunHome('imap.port = 2143\n');
    await init(paths);
    expect(readFileSync(paths.config, 'utf8')).toBe('imap.port = 2143\n');
  });

  test('opens nothing for another passphrase', async () => {
    const paths = begunHome();
    await expect(initBridge(paths, Secret.fromText('incorrect horse'), around)).rejects.toThrow(/passphrase is wrong/);
    expect(() => certificateIn(paths)).toThrow('ENOENT');
  });

  test('makes a new certificate when the old one ends, which status has said before', async () => {
    const paths = begunHome();
    const old = await init(paths, new TestClock('2017-01-01T00:00:00Z'));
    const bridge = openBridge(paths, passphrase(), { ...around, clock: new TestClock('2026-12-15T00:00:00Z') });
    expect((await bridgeStatus(bridge)).warnings.join()).toMatch(/certificate ends soon/);
    bridge.close();
    expect(await init(paths, new TestClock('2026-12-15T00:00:00Z'))).not.toBe(old);
  });

  test('makes every file its owner’s alone, whatever the umask; the certificate is public', async () => {
    const paths = begunHome();
    const before = process.umask(0);
    try {
      await init(paths);
    } finally {
      process.umask(before);
    }
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const files = readdirSync(paths.data).map((name) => mode(join(paths.data, name)));
    expect(new Set(files)).toEqual(new Set(['600']));
    expect([mode(dirname(paths.config)), mode(paths.data)]).toEqual(['700', '700']);
    expect([mode(paths.config), mode(paths.certificate)]).toEqual(['600', '644']);
  });
});

describe('status warns', () => {
  async function warnings(config: string): Promise<string[]> {
    const paths = begunHome(config);
    await init(paths);
    chmodSync(paths.config, 0o600);
    const bridge = openBridge(paths, passphrase(), around);
    try {
      return (await bridgeStatus(bridge)).warnings;
    } finally {
      bridge.close();
    }
  }

  const server = 'host = "h.example"\nport = 119\nsecurity = "none"\n';
  const complete = `[[news]]\n${server}[transport.relay]\ntype = "smtp"\n${server}`;

  test('of nothing where all is as it should be', async () => {
    expect(await warnings(complete)).toEqual([]);
  });

  test('of every host that is reached without Tor, and of no other', async () => {
    const direct = await warnings(
      `[[news]]\n${server}[transport.relay]\ntype = "smtp"\n${server}allow_direct = true\n`,
    );
    expect(direct).toEqual(['Transport relay is reached without Tor (allow_direct).']);
  });

  test('of a program as the way out: where that sends, the bridge cannot see', async () => {
    const [warning, ...more] = await warnings(
      `[[news]]\n${server}[transport.mix]\ntype = "command"\ncommand = ["mixmaster"]\n`,
    );
    expect(more).toEqual([]);
    expect(warning).toMatch(/^Transport mix runs mixmaster: the bridge cannot see where that sends, .*torsocks/);
  });

  test('of what is still to be configured', async () => {
    expect(await warnings('')).toEqual([
      expect.stringMatching(/^No news server/),
      expect.stringMatching(/^No way out/),
    ]);
  });

  test('of a configuration, with its passwords, that others can read', async () => {
    const paths = begunHome();
    await init(paths);
    writeFileSync(paths.config, complete);
    chmodSync(paths.config, 0o644);
    const bridge = openBridge(paths, passphrase(), around);
    expect((await bridgeStatus(bridge)).warnings).toEqual([expect.stringMatching(/chmod 600/)]);
    bridge.close();
  });
});
