import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { portOf, runBridge } from '../../../src/bridge';
import { makeCertificate } from '../../../src/bridge/certificate';
import { checkCertificate } from '../../../src/bridge/doctor/certificate';
import { checkDatabase } from '../../../src/bridge/doctor/database';
import { checkKeys } from '../../../src/bridge/doctor/keys';
import { checkPorts } from '../../../src/bridge/doctor/ports';
import { readCertificate, saveCertificate } from '../../../src/bridge/surroundings';
import { lockForRun, openStore, openVault } from '../../../src/store';
import { systemRandom } from '../../../src/base/random';
import { passphrase } from '../../support/bridge';
import { TestClock } from '../../support/clock';
import { openedInside, only } from '../../support/doctor';
import { publicKey, secretKey } from '../../support/keys';
import { seededRandom } from '../../support/random';
import { addInbox } from '../../support/stores';

const noon = '2026-11-22T12:00:00Z';
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(config = '', clock = new TestClock(noon)) {
  const one = await openedInside(config, { clock });
  ends.push(one.end);
  return one;
}

/** A program on a port of 127.0.0.1 that says this to everybody. */
async function otherProgram(words: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(words));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the ports', () => {
  const ports = (imap: number, smtp: number) => `imap.port = ${imap}\nsmtp.port = ${smtp}\n`;

  test('are free', async () => {
    const config = ports(await freePort(), await freePort());
    expect(only(await (await opened(config)).look(checkPorts)).verdict).toBe('good');
  });

  test('are taken: by whom is said', async () => {
    const taken = await otherProgram('');
    const { verdict, finding } = only(await (await opened(ports(0, taken))).look(checkPorts));
    expect(verdict).toBe('bad');
    expect(finding).toContain(`SMTP on 127.0.0.1 port ${taken}`);
    const owner = process.platform === 'linux' ? `(process ${process.pid}) has it` : 'has it';
    expect(finding).toContain(owner);
  });

  test('are taken, that of the web page too: "run" would not start', async () => {
    const taken = await otherProgram('');
    const { verdict, finding } = only(await (await opened(`${ports(0, 0)}web.port = ${taken}\n`)).look(checkPorts));
    expect(verdict).toBe('bad');
    expect(finding).toContain(`Web page with TLS on 127.0.0.1 port ${taken}`);
  });

  test('are served by the bridge that runs, by STARTTLS and by TLS alone', async () => {
    const [imap, smtp, imaps, smtps] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const one = await opened(`${ports(imap, smtp)}imap.tls_port = ${imaps}\nsmtp.tls_port = ${smtps}\n`, undefined);
    const running = await runBridge({ ...one.patient, close: () => undefined });
    ends.push(() => running.stop());
    expect(portOf(running, 'IMAP')).toBe(imap);
    expect(only(await one.look(checkPorts))).toMatchObject({ verdict: 'good', check: 'ports' });
  });

  test('belong to another program while the bridge runs elsewhere: it must get no password', async () => {
    const one = await opened(ports(await otherProgram('* OK hello\r\na OK go on\r\n'), await freePort()));
    ends.push(lockForRun(one.patient.paths.data));
    const found = await one.look(checkPorts);
    expect(found.map(({ verdict }) => verdict)).toEqual(['bad', 'bad']);
    expect(found[0]?.meaning).toContain('no password');
  });
});

describe('the local certificate', () => {
  async function lookAt(now: string, prepare: (path: string, certificate: string) => void = writeFileSync) {
    const one = await opened('', new TestClock(now));
    const made = await makeCertificate(new TestClock(noon), systemRandom);
    saveCertificate(one.patient.store, made);
    prepare(one.patient.paths.certificate, made.certificate);
    return only(await one.look(checkCertificate));
  }

  test.each([
    ['lasts', '2026-11-22T12:00:00Z', 'good'],
    ['ends soon', '2036-11-01T12:00:00Z', 'warning'],
    ['has ended', '2037-01-01T12:00:00Z', 'bad'],
  ])('%s', async (_name, now, verdict) => {
    expect((await lookAt(now)).verdict).toBe(verdict);
  });

  test('is not the one in the file', async () => {
    expect((await lookAt(noon, () => undefined)).verdict).toBe('warning');
    expect(
      (
        await lookAt(noon, (path) => {
          writeFileSync(path, 'rubbish');
        })
      ).verdict,
    ).toBe('warning');
  });

  test('is not there', async () => {
    const one = await opened();
    one.patient.store.settings.remove('tls-certificate');
    expect(readCertificate(one.patient.store)).toBeUndefined();
    expect(only(await one.look(checkCertificate)).verdict).toBe('bad');
  });
});

describe('the keys', () => {
  /** Dave's key ended with 2020; everything was set up in that summer. */
  async function lookAt(now: string, owner: 'alice' | 'dave', server: 'server' | 'dave' = 'server') {
    const one = await opened('', new TestClock(now));
    const { nyms } = one.patient;
    const at = Date.parse('2020-06-01T00:00:00Z');
    await nyms.addServer('nym.test', await publicKey(server), at);
    const wishes = { address: 'panda@nym.test', displayName: 'Alice', transport: 'x', key: await secretKey(owner) };
    const nym = await nyms.create(wishes, at, seededRandom('alice'));
    nyms.noteCreation(nym.id, { at, evidence: 'outbox 1' });
    return one.look(checkKeys);
  }

  test('last', async () => {
    expect(only(await lookAt(noon, 'alice')).verdict).toBe('good');
  });

  test.each([
    ['ends soon', '2020-12-01T00:00:00Z', 'warning'],
    ['has ended', '2021-02-01T00:00:00Z', 'bad'],
  ])('of a nym %s', async (_name, now, verdict) => {
    expect(only(await lookAt(now, 'dave'))).toMatchObject({ check: 'key of panda@nym.test', verdict });
  });

  test.each([
    ['ends soon', '2020-12-01T00:00:00Z', 'warning'],
    ['has ended', '2021-02-01T00:00:00Z', 'bad'],
  ])('of a server %s', async (_name, now, verdict) => {
    expect(only(await lookAt(now, 'alice', 'dave'))).toMatchObject({ check: 'key of nym.test', verdict });
  });

  test('are none yet', async () => {
    expect(only(await (await opened()).look(checkKeys)).verdict).toBe('good');
  });
});

describe('the database', () => {
  test('is whole', async () => {
    expect(only(await (await opened()).look(checkDatabase)).verdict).toBe('good');
  });

  test('has a page that is not what was written', async () => {
    const one = await opened();
    addInbox(one.patient.store, ...Array.from({ length: 50 }, (_, i) => `Subject: ${i}\n\n${'x'.repeat(8000)}`));
    one.end();
    ends.pop();
    const file = join(one.patient.paths.data, 'nymbridge.db');
    const size = readFileSync(file).length;
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.from('damage'), 0, 6, Math.floor((size * 3) / 4 / 8192) * 8192 + 100);
    closeSync(handle);
    const store = openStore(one.patient.paths.data, openVault(one.patient.paths.data, passphrase()));
    ends.push(() => {
      store.close();
    });
    const { verdict, finding } = only([
      ...(await checkDatabase({ ...one.patient, store }, new AbortController().signal)),
    ]);
    expect(verdict).toBe('bad');
    expect(finding).toMatch(/page/);
  });
});
