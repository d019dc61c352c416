import { X509Certificate, createHash } from 'node:crypto';
import dns from 'node:dns';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { systemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { makeCertificate } from '../../../src/bridge/certificate';
import type { Parcel } from '../../../src/outgoing';
import { smtpTransport } from '../../../src/outgoing/transport/smtp';
import type { SmtpSettings } from '../../../src/outgoing/transport/smtp';
import { silence, startRelay } from '../../support/relay';
import type { RelayAnswers } from '../../support/relay';
import { startSocks } from '../../support/socks';

const cleanups: (() => void)[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const parcel: Parcel = {
  purpose: 'nym-1',
  to: 'send@nym.test',
  source: Buffer.from('From: nobody@anonymous.invalid\nTo: send@nym.test\n\n-----BEGIN\n.dot\n'),
};

function transportTo(relay: { host: string; port: number }, more: Partial<SmtpSettings> = {}) {
  return smtpTransport({
    host: relay.host,
    port: relay.port,
    security: 'none',
    route: () => ({ via: 'direct' }),
    ...more,
  });
}

async function relay(answers: RelayAnswers = {}) {
  const started = await startRelay(answers);
  cleanups.push(() => {
    started.stop();
  });
  return started;
}

describe('handing over by SMTP', () => {
  test('says nothing of this machine, and names no sender for the envelope', async () => {
    const one = await relay();
    expect(await transportTo(one).send(parcel)).toEqual({ result: 'taken' });
    expect(one.said.slice(0, 4)).toEqual([
      'EHLO [127.0.0.1]',
      `MAIL FROM:<> SIZE=${parcel.source.length}`,
      'RCPT TO:<send@nym.test>',
      'DATA',
    ]);
    expect(one.messages).toEqual([
      parcel.source.toString().trimEnd().replaceAll('\n', '\r\n').replace('\r\n.dot', '\r\n..dot'),
    ]);
  });

  test('a relay that takes no empty sender can be given one', async () => {
    const one = await relay();
    await transportTo(one, { sender: 'alice@home.example' }).send(parcel);
    expect(one.said[1]).toMatch(/^MAIL FROM:<alice@home.example>/);
  });

  test('logs in where the relay asks for it', async () => {
    const one = await relay();
    await transportTo(one, { user: 'alice', password: 'secret' }).send(parcel);
    expect(one.said).toContain(`AUTH PLAIN ${Buffer.from('\0alice\0secret').toString('base64')}`);
  });

  test('through SOCKS5 the host goes unresolved and each nym has its own circuit', async () => {
    const one = await relay();
    const proxy = await startSocks({ target: one });
    cleanups.push(() => {
      proxy.stop();
    });
    const route = (purpose: string) =>
      ({ via: 'socks5', host: '127.0.0.1', port: proxy.port, user: purpose, password: 'x' }) as const;
    const transport = transportTo({ host: 'relay.onion', port: 2525 }, { route });
    expect(await transport.send(parcel)).toEqual({ result: 'taken' });
    expect(await transport.send({ ...parcel, purpose: 'nym-2' })).toEqual({ result: 'taken' });
    expect(proxy.asked.map(({ host, as, port, user }) => [host, as, port, user])).toEqual([
      ['relay.onion', 'name', 2525, 'nym-1'],
      ['relay.onion', 'name', 2525, 'nym-2'],
    ]);
  });

  test('a check logs in and leaves without sending anything', async () => {
    const one = await relay();
    const offers = ['SIZE 1000000', 'AUTH PLAIN'];
    expect(await transportTo(one, { user: 'alice', password: 'x' }).check()).toEqual({ result: 'taken', offers });
    expect(one.said.map((line) => line.split(' ')[0])).not.toContain('MAIL');
  });
});

describe('what an answer means', () => {
  test.each<[string, RelayAnswers, string, string]>([
    ['a refused recipient is final', { RCPT: '550 5.1.1 no such user' }, 'never', 'no such user'],
    ['a refused message is final', { message: '554 5.6.0 no' }, 'never', '554 5.6.0 no'],
    [
      'a relay that has this exit on a list may take it from another',
      { RCPT: '554 5.7.1 blocked' },
      'later',
      'blocked',
    ],
    ['a relay that asks for a login only now is about the login', { RCPT: '530 5.7.0 log in' }, 'later', '530'],
    [
      'a relay that takes nothing for the server never will',
      { RCPT: '554 5.7.1 Relay access denied' },
      'never',
      'Relay',
    ],
    ['a message refused for what is in it is refused', { message: '554 5.7.1 spam' }, 'never', 'spam'],
    ['a greylisting relay is asked again', { RCPT: '451 4.7.1 later' }, 'later', '451 4.7.1 later'],
    ['a full relay is asked again', { message: '452 4.3.1 full' }, 'later', '452'],
    ['a refusal of the connection is not one of the letter', { greeting: '554 go away' }, 'later', '554'],
    ['a wrong password can be corrected', { AUTH: '535 5.7.8 no' }, 'later', '535'],
    ['a relay that hangs up before the letter is asked again', { MAIL: '' }, 'later', 'failed'],
    ['a relay that hangs up at the login is asked again', { AUTH: '' }, 'later', 'failed'],
    ['a relay that hangs up at once is asked again', { greeting: '' }, 'later', 'failed'],
    ['a relay that hangs up at DATA is asked again', { DATA: '' }, 'later', 'failed'],
    ['a relay that hangs up after the whole letter may have it', { message: '' }, 'unknown', 'before it answered'],
    [
      'a relay whose word on the whole letter makes no sense may have it',
      { message: 'hm' },
      'unknown',
      'cannot be read',
    ],
    ['nonsense is no answer', { greeting: 'HTTP/1.1 200 OK' }, 'later', ''],
  ])('%s', async (_name, answers, result, words) => {
    const one = await relay(answers);
    const outcome = await transportTo(one, { user: 'alice', password: 'x' }).send(parcel);
    expect(outcome).toMatchObject({ result, reason: expect.stringContaining(words) });
  });

  test.each(['greeting', 'AUTH', 'RCPT', 'DATA'])(
    'a hand-over given up while waiting for %s is over at once',
    async (word) => {
      const one = await relay({ [word]: silence });
      const ended = new AbortController();
      const sending = transportTo(one, { user: 'alice', password: 'x' }).send(parcel, ended.signal);
      await one.silent;
      ended.abort();
      expect(await sending).toMatchObject({ result: 'later' });
    },
  );

  test('a relay that cannot be reached is asked again', async () => {
    const one = await startRelay();
    one.stop();
    expect(await transportTo(one).send(parcel)).toMatchObject({
      result: 'later',
      reason: expect.stringContaining('Cannot connect'),
    });
  });

  test('a letter larger than the relay takes is not handed over', async () => {
    const one = await relay({ EHLO: '250-relay\r\n250 SIZE 10' });
    const outcome = await transportTo(one).send(parcel);
    expect(outcome.result).toBe('never');
    expect(one.said).not.toContain('DATA');
  });
});

async function secureRelay(secure: boolean) {
  const { certificate, key } = await makeCertificate(systemClock, systemRandom);
  const taken: string[] = [];
  const server = new SMTPServer({
    cert: certificate,
    key,
    secure,
    authOptional: true,
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      taken.push(`${String(session.secure)} ${session.envelope.rcptTo.map((one) => one.address).join()}`);
      stream.resume().once('end', () => {
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.close();
  });
  const { port } = server.server.address() as AddressInfo;
  const pin = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
  return { host: '127.0.0.1', port, certificate, pin, taken };
}

describe('TLS to the relay', () => {
  test.each([
    ['starttls', false],
    ['tls', true],
  ] as const)('%s with a trusted or a pinned certificate', async (security, secure) => {
    const one = await secureRelay(secure);
    expect(await transportTo(one, { security, ca: one.certificate }).send(parcel)).toEqual({ result: 'taken' });
    expect(await transportTo(one, { security, pin: one.pin }).send(parcel)).toEqual({ result: 'taken' });
    expect(one.taken).toEqual(['true send@nym.test', 'true send@nym.test']);
  });

  test.each([
    ['starttls', false, {}],
    ['tls', true, {}],
    ['starttls', false, { pin: '00'.repeat(32) }],
    ['tls', true, { pin: '00'.repeat(32) }],
  ] as const)(
    '%s with a certificate that is not trusted or not the pinned one: nothing is sent',
    async (security, secure, more) => {
      const one = await secureRelay(secure);
      const outcome = await transportTo(one, { security, ...more }).send(parcel);
      expect(outcome).toMatchObject({ result: 'later', code: 'certificate' });
      expect(outcome).toMatchObject({ reason: expect.stringContaining('The certificate of 127.0.0.1') });
      expect(one.taken).toEqual([]);
    },
  );

  test('a relay that does not offer STARTTLS gets nothing in the clear', async () => {
    const one = await relay();
    expect((await transportTo(one, { security: 'starttls', user: 'alice', password: 'x' }).send(parcel)).result).toBe(
      'later',
    );
    expect(one.said.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS']);
  });
});

describe('the network learns nothing beside the proxy', () => {
  /** Everything that Node could ask the system's resolver with. */
  function watchResolver() {
    const plain = (['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveMx', 'reverse', 'lookupService'] as const).map(
      (name) => jest.spyOn(dns, name),
    );
    const promised = (['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveMx', 'reverse'] as const).map((name) =>
      jest.spyOn(dns.promises, name),
    );
    return () => [...plain, ...promised].reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  }

  async function throughProxy(target: { host: string; port: number }) {
    const proxy = await startSocks({ target });
    cleanups.push(() => {
      proxy.stop();
    });
    return () => ({ via: 'socks5', host: '127.0.0.1', port: proxy.port, user: 'a', password: 'x' }) as const;
  }

  test.each(['none', 'starttls', 'tls'] as const)(
    'no name is looked up and nothing but the proxy is connected to (%s)',
    async (security) => {
      const one = security === 'none' ? await relay() : await secureRelay(security === 'tls');
      const route = await throughProxy(one);
      const asked = watchResolver();
      const connect = jest.spyOn(Socket.prototype, 'connect');
      const pin = 'pin' in one ? { pin: one.pin } : {};
      const outcome = await transportTo({ host: 'relay.nym.test', port: 25 }, { security, route, ...pin }).send(parcel);
      expect(outcome).toEqual({ result: 'taken' });
      expect(asked()).toBe(0);
      expect(connect.mock.calls.length).toBeGreaterThan(0);
      expect(JSON.stringify(connect.mock.calls)).not.toContain('relay.nym.test');
    },
  );

  test('the resolver is seen when it is asked: a direct route does', async () => {
    const one = await relay();
    const asked = watchResolver();
    await transportTo({ host: 'localhost', port: one.port }).send(parcel);
    expect(asked()).toBeGreaterThan(0);
  });

  test('an onion is never looked up, whatever the configuration says', async () => {
    const asked = watchResolver();
    const outcome = await transportTo({ host: 'relay.onion', port: 25 }).send(parcel);
    expect(outcome).toMatchObject({ result: 'later', reason: expect.stringContaining('through Tor only') });
    expect(asked()).toBe(0);
  });

  test("the machine's name goes neither into EHLO nor into the mail", async () => {
    jest.spyOn(os, 'hostname').mockReturnValue('alices-laptop.home.example');
    const one = await relay();
    await transportTo(one).send(parcel);
    expect([...one.said, ...one.messages].join('\n')).not.toContain('laptop');
  });

  test('a password is not said without TLS to a host that others can listen to', async () => {
    const one = await relay();
    const route = await throughProxy(one);
    const settings = { security: 'none', user: 'alice', password: 'secret', route } as const;
    expect(await transportTo({ host: 'relay.nym.test', port: 25 }, settings).send(parcel)).toMatchObject({
      result: 'later',
      reason: expect.stringContaining('without TLS'),
    });
    expect(one.said).toEqual([]);
    expect(await transportTo({ host: 'relay.onion', port: 25 }, settings).send(parcel)).toEqual({ result: 'taken' });
  });

  test("what a refusing relay quotes is for the nym's owner, and the log gets a code", async () => {
    const one = await relay({ RCPT: '550 5.1.1 <send@nym.test> from [192.0.2.7] unknown' });
    const outcome = await transportTo(one).send(parcel);
    expect(outcome).toMatchObject({ reason: expect.stringContaining('192.0.2.7'), code: 'RCPT TO 550' });
  });
});
