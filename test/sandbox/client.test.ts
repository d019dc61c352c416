import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { Throttle } from '../../src/base/throttle';
import { makeCertificate } from '../../src/bridge/certificate';
import { memoryBackend, serveConnection } from '../../src/protocol/imap';
import type { Account } from '../../src/protocol/imap';
import { readStructure } from '../../src/protocol/mime';
import type { ExchangeWishes, Step } from '../../src/sandbox';
import { exchange } from '../../src/sandbox';
import { TestClock } from '../support/clock';
import { seededRandom } from '../support/random';

const user = 'panda@nym.test';
const password = 'bridge password';
const random = seededRandom('client');
let pem: { certificate: string; key: string };
beforeAll(async () => {
  pem = await makeCertificate(systemClock, random);
});

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A stand-in for the bridge: `onLetter` gets what was submitted and the nym's mailboxes. */
async function startBridge(onLetter: (source: Buffer, account: Account) => Promise<void>) {
  const backend = memoryBackend();
  const account = backend.addAccount(user, password);
  const sockets = new Set<Socket>();
  const imap = createServer((socket) => {
    sockets.add(socket);
    const tls = createSecureContext({ cert: pem.certificate, key: pem.key });
    const throttle = new Throttle(systemClock);
    void serveConnection(socket, { backend, clock: systemClock, log: silentLog, throttle, tls, encrypted: false });
  });
  const smtp = new SMTPServer({
    cert: pem.certificate,
    key: pem.key,
    onAuth: (auth, _session, done) => {
      done(auth.password === password ? null : new Error('wrong'), { user: auth.username });
    },
    onData: (stream, _session, done) => {
      void buffer(stream)
        .then((source) => onLetter(source, account))
        .then(() => {
          done();
        });
    },
  });
  smtp.on('error', () => undefined);
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    imap.close();
    await new Promise<void>((resolve) => {
      smtp.close(resolve);
    });
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  return { imap: await listen(imap), smtp: (smtp.server.address() as AddressInfo).port };
}

async function arrive(account: Account, text: string): Promise<void> {
  const source = Buffer.from(text);
  await account.append('INBOX', [{ source, structure: readStructure(source), flags: [], internalDate: new Date(0) }]);
}

function wishes(ports: { imap: number; smtp: number }): ExchangeWishes {
  const [imap, smtp] = [ports.imap, ports.smtp].map((port) => ({ host: '127.0.0.1', port }));
  const letter = { to: 'bob@example.org', subject: 'hello', text: 'Hello Bob' };
  return {
    ...{ user, password, letter, timeoutMs: 20_000, clock: systemClock, certificate: pem.certificate },
    ...{ imap: imap!, smtp: smtp! },
  };
}

describe('the mail client of the sandbox', () => {
  test('sends a letter and sees its answer come, not a mail that was there or one about something else', async () => {
    const ports = await startBridge(async (source, account) => {
      expect(source.toString()).toContain('To: bob@example.org\r\n');
      await arrive(account, 'Subject: Re: other\r\n\r\nno\r\n');
      setImmediate(() => void arrive(account, 'Subject: Re: hello\r\n\r\nyes\r\n'));
    });
    const steps: Step[] = [];
    const { answer, times } = await exchange({ ...wishes(ports), onStep: (step) => steps.push(step) });
    expect(answer.source.toString()).toBe('Subject: Re: hello\r\n\r\nyes\r\n');
    expect(steps).toEqual(['connected', 'submitted', 'answered']);
    expect(times.answered).toBeGreaterThanOrEqual(times.submitted);
  });

  test('says so when no answer comes', async () => {
    const clock = new TestClock();
    const ports = await startBridge(async () => undefined);
    const onStep = (step: Step) => {
      if (step === 'submitted') setImmediate(() => void clock.advance(20_000));
    };
    await expect(exchange({ ...wishes(ports), clock, onStep })).rejects.toThrow('No answer came within 20 seconds.');
  });

  test('says so when the bridge does not know the password', async () => {
    const ports = await startBridge(async () => undefined);
    await expect(exchange({ ...wishes(ports), password: 'other' })).rejects.toThrow('cannot log in');
  });

  test('trusts no certificate but the one it was given', async () => {
    const ports = await startBridge(async () => undefined);
    const { certificate } = await makeCertificate(systemClock, random);
    await expect(exchange({ ...wishes(ports), certificate })).rejects.toThrow('cannot log in');
  });
});
