import { createHash, X509Certificate } from 'node:crypto';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { Secret } from '../../src/base/secret';
import { makeCertificate } from '../../src/bridge/certificate';
import { type ImapTargetSettings, openImapSource, openImapTarget, readImapAddress } from '../../src/moving';
import { openImap, type TestImap } from '../support/imap';
import {
  accountWith,
  addMail,
  allMail,
  exportTo,
  importFrom,
  mailboxNames,
  openAccount,
  totals,
} from '../support/moving';
import { startSocks } from '../support/socks';

// Another account, on a real IMAP server over TCP and STARTTLS.

let certificate: Awaited<ReturnType<typeof makeCertificate>>;
let server: TestImap;
beforeAll(async () => {
  certificate = await makeCertificate(systemClock, systemRandom);
});
const pin = () => createHash('sha256').update(new X509Certificate(certificate.certificate).raw).digest('hex');

async function serve(): Promise<void> {
  const tls = createSecureContext({ cert: certificate.certificate, key: certificate.key });
  server = await openImap({ tls, plainLogins: false });
}
beforeAll(serve);
afterAll(() => server.stop());

function settings(changes: Partial<ImapTargetSettings> = {}): ImapTargetSettings {
  return {
    host: '127.0.0.1',
    port: server.port,
    security: 'starttls',
    pin: pin(),
    user: 'panda@nym.test',
    password: Secret.fromText('secret'),
    route: { via: 'direct' },
    folder: undefined,
    ...changes,
  };
}

const long = `Subject: long\r\n\r\n${'x'.repeat(76)}\r\n`.repeat(16_000);

describe('an account', () => {
  const account = accountWith([
    { source: 'Subject: one\r\n\r\nHello.\r\n', flags: ['\\Seen', '$Label1', 'todo'], internalDate: 1_600_000_000_000 },
    { source: 'Subject: twin\r\n\r\n', flags: ['\\Answered'] },
    { source: 'Subject: twin\r\n\r\n', flags: ['\\Answered'] },
    { source: long, flags: ['\\Flagged'] },
    { mailbox: 'Sent', source: 'Subject: sent\r\n\r\n' },
    { mailbox: 'Grüße/日本', source: 'Subject: far & near\r\n\r\n', flags: ['\\Draft', '\\Deleted'] },
  ]);

  test('gets all mail, into folders by use and by name, once', async () => {
    expect(totals(await exportTo(account, await openImapTarget(settings())))).toEqual([6, 0, 0]);
    expect(totals(await exportTo(account, await openImapTarget(settings())))).toEqual([0, 6, 0]);
    const names = (await server.account.list()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['INBOX', 'Sent', 'Grüße/日本']));
  });

  test('gets what came since, and nothing else', async () => {
    addMail(account, { source: 'Subject: new\r\n\r\n' });
    expect(totals(await exportTo(account, await openImapTarget(settings())))).toEqual([1, 6, 0]);
  });

  test('gets nothing twice when the book of what went there is lost', async () => {
    expect(totals(await exportTo(account, await openImapTarget(settings()), true))).toEqual([0, 7, 0]);
  });

  test('gives everything back as it was, once', async () => {
    const back = openAccount();
    expect(totals(await importFrom(back, await openImapSource(settings())))).toEqual([7, 0, 0]);
    expect(allMail(back)).toEqual(allMail(account));
    expect(totals(await importFrom(back, await openImapSource(settings())))).toEqual([0, 7, 0]);
    expect(totals(await importFrom(account, await openImapSource(settings())))).toEqual([0, 7, 0]);
  });

  test('gives one folder with what is below, to where it is wanted', async () => {
    const back = openAccount();
    const source = await openImapSource(settings({ folder: 'Grüße' }));
    expect(totals(await importFrom(back, source, 'Old'))).toEqual([1, 0, 0]);
    expect(mailboxNames(back)).toContain('Old/日本');
    await expect(openImapSource(settings({ folder: 'Nowhere' })).then((one) => importFrom(back, one))).rejects.toThrow(
      'There is no folder "Nowhere" at 127.0.0.1. There are: ',
    );
  });

  test('gets everything below a folder of its own', async () => {
    const other = accountWith([{ source: 'a' }, { mailbox: 'Sent', source: 'b' }, { mailbox: 'Work', source: 'c' }]);
    await exportTo(other, await openImapTarget(settings({ folder: 'Panda' })));
    const names = (await server.account.list()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Panda', 'Panda/Sent', 'Panda/Work']));
  });
});

describe('is refused in a sentence', () => {
  test('a wrong password', async () => {
    const wrong = openImapTarget(settings({ password: Secret.fromText('wrong') }));
    await expect(wrong).rejects.toThrow('127.0.0.1 refuses the login of panda@nym.test');
  });

  test('a certificate that is not the pinned one', async () => {
    await expect(openImapTarget(settings({ pin: '00'.repeat(32) }))).rejects.toThrow('is not the pinned one');
  });

  test('a certificate of nobody known', async () => {
    await expect(openImapTarget(settings({ pin: undefined }))).rejects.toThrow('cannot be trusted');
  });

  test('a server without TLS: the password is not said', async () => {
    const bare = await openImap();
    try {
      const told = openImapTarget(settings({ port: bare.port }));
      await expect(told).rejects.toThrow('does not start TLS');
      const plain = openImapTarget(settings({ port: bare.port, host: 'mail.example', security: 'none' }));
      await expect(plain).rejects.toThrow('is not sent without TLS');
    } finally {
      await bare.stop();
    }
  });

  test.each([
    ['mail.example', 'is no IMAP account'],
    ['https://mail.example', 'is no IMAP account'],
    ['imaps://a:b@mail.example', 'A password in the address'],
    ['imaps://', 'is no host name'],
    ['imaps://a@%zz', 'escapes nothing'],
    ['imaps://a@under_score.example', 'is no host name'],
  ])('%s', (text, sentence) => {
    expect(() => readImapAddress(text)).toThrow(sentence);
    for (const secret of ['nothing:b@here', 'imaps://a:b/c@here', 'imaps://a:b@c:d/e@here'])
      expect(() => readImapAddress(secret)).toThrow(/^(?!.*[bce]@)/);
  });
});

test('an address names host, port, user and folder', () => {
  expect(readImapAddress('imaps://alice@example.org@mail.example:1993/Gr%C3%BC%C3%9Fe/2026')).toEqual({
    host: 'mail.example',
    port: 1993,
    security: 'tls',
    user: 'alice@example.org',
    folder: 'Grüße/2026',
  });
  expect(readImapAddress('imap://[::1]')).toMatchObject({
    host: '::1',
    port: 143,
    security: 'starttls',
    user: undefined,
  });
});

/** A way to a server that writes down what the client says, and breaks after so many bytes of it. */
async function startTap(port: number, breakAfter = Infinity) {
  const said: Buffer[] = [];
  const tap = createServer((client) => {
    const far = connect({ port, host: '127.0.0.1' });
    let length = 0;
    client.on('data', (bytes: Buffer) => {
      said.push(bytes);
      length += bytes.length;
      if (length > breakAfter) far.destroy();
    });
    for (const socket of [client, far]) socket.on('error', () => undefined);
    client.pipe(far).pipe(client);
    far.once('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  const { port: own } = tap.address() as AddressInfo;
  return { port: own, said: () => Buffer.concat(said).toString('latin1'), stop: () => tap.close() };
}

describe('on the way', () => {
  const account = accountWith(
    Array.from({ length: 20 }, (_, n) => ({ source: `Subject: ${n}\r\n\r\n${'x'.repeat(2000)}\r\n` })),
  );

  test('the host is named to the proxy and looked up by nobody here', async () => {
    const proxy = await startSocks({ target: { host: '127.0.0.1', port: server.port } });
    const route = { via: 'socks5', host: '127.0.0.1', port: proxy.port, user: 'circuit', password: 'x' } as const;
    await (await openImapTarget(settings({ host: 'mail.example', port: 993, route }))).close();
    proxy.stop();
    expect(proxy.asked).toMatchObject([{ host: 'mail.example', as: 'name', port: 993, user: 'circuit' }]);
  });

  test('nothing tells which program asks', async () => {
    const plain = await openImap();
    const tap = await startTap(plain.port);
    await exportTo(account, await openImapTarget(settings({ port: tap.port, security: 'none' })));
    tap.stop();
    await plain.stop();
    expect(tap.said()).toContain('Subject: 19');
    expect(tap.said()).not.toMatch(/imapflow|nymbridge|postal|node/i);
  });

  test('mails of one size that are there are fetched once each, whatever they are compared with', async () => {
    const plain = await openImap();
    const of = (letter: string) => accountWith(Array.from({ length: 9 }, (_, n) => ({ source: `${letter}${n}\r\n` })));
    await exportTo(of('a'), await openImapTarget(settings({ port: plain.port, security: 'none' })));
    const tap = await startTap(plain.port);
    const done = await exportTo(of('b'), await openImapTarget(settings({ port: tap.port, security: 'none' })));
    tap.stop();
    await plain.stop();
    expect(totals(done)).toEqual([9, 0, 0]);
    expect(tap.said().match(/UID FETCH \d+ \(.*BODY/g)).toHaveLength(9);
  });

  test('a connection that breaks is said, and the next run finishes the work', async () => {
    const plain = await openImap();
    const other = accountWith(
      Array.from({ length: 20 }, (_, n) => ({ source: `Subject: ${n}\r\n\r\n${'y'.repeat(2000)}\r\n` })),
    );
    const tap = await startTap(plain.port, 20_000);
    const broken = openImapTarget(settings({ port: tap.port, security: 'none' })).then((target) =>
      exportTo(other, target),
    );
    await expect(broken).rejects.toThrow('Run the same command again: it goes on from here.');
    tap.stop();
    const [moved, there] = totals(
      await exportTo(other, await openImapTarget(settings({ port: plain.port, security: 'none' }))),
    );
    expect(moved + there).toBe(20);
    expect((await plain.account.status('INBOX')).messages).toBe(20);
    await plain.stop();
  });
});
