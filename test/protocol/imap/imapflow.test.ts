import { createSecureContext } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { systemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { makeCertificate } from '../../../src/bridge/certificate';
import type { LocalCertificate } from '../../../src/bridge/certificate';
import { openImap } from '../../support/imap';
import type { TestImap } from '../../support/imap';

let certificate: LocalCertificate;
let server: TestImap;
let client: ImapFlow;

beforeAll(async () => {
  certificate = await makeCertificate(systemClock, systemRandom);
});

beforeEach(async () => {
  const tls = createSecureContext({ cert: certificate.certificate, key: certificate.key });
  server = await openImap({ tls, plainLogins: false });
  client = newClient();
  await client.connect();
});

afterEach(async () => {
  await client.logout().catch(() => undefined);
  await server.stop();
});

afterAll(() => undefined);

function newClient(pass = 'secret', qresync = false): ImapFlow {
  return new ImapFlow({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    doSTARTTLS: true,
    tls: { ca: certificate.certificate, servername: 'localhost' },
    auth: { user: 'panda@nym.test', pass },
    logger: false,
    qresync,
  });
}

describe('imapflow', () => {
  test('a wrong password is refused', async () => {
    const stranger = newClient('wrong');
    await expect(stranger.connect()).rejects.toMatchObject({ authenticationFailed: true });
  });

  test('mailboxes with names of any script come back as they were made', async () => {
    await client.mailboxCreate('Entwürfe/Über & unter');
    await client.mailboxSubscribe('Entwürfe/Über & unter');
    const names = (await client.list({ statusQuery: { messages: true } })).map(({ path }) => path);
    expect(names).toContain('Entwürfe/Über & unter');
    await client.mailboxRename('Entwürfe/Über & unter', '日本語');
    expect(await client.status('日本語', { messages: true })).toMatchObject({ messages: 0 });
    await client.mailboxDelete('日本語');
    expect((await client.list()).map(({ path }) => path)).toEqual(['INBOX']);
  });

  test('an appended draft comes back byte for byte, flags and date too', async () => {
    const source = Buffer.from(
      'From: panda@nym.test\r\nSubject: =?utf-8?q?=C3=A4?=\r\n\r\n8-bit: \xe4\r\nbare\nline\r\n',
      'latin1',
    );
    const date = new Date('2026-11-20T10:00:00Z');
    const appended = await client.append('INBOX', source, ['\\Seen', '$Label1'], date);
    await client.mailboxOpen('INBOX');
    const mail = await client.fetchOne(
      String(appended && appended.uid),
      { source: true, flags: true, internalDate: true, envelope: true },
      { uid: true },
    );
    if (!mail) throw new Error('not there');
    expect(mail.source).toEqual(source);
    expect(mail.flags).toEqual(new Set(['\\Seen', '$Label1']));
    expect(mail.internalDate).toEqual(date);
    expect(mail.envelope?.subject).toBe('ä');
  });

  test('a mail is searched, flagged, moved and removed', async () => {
    await server.fill('INBOX', 5);
    await client.mailboxCreate('Archive');
    await client.mailboxOpen('INBOX');
    expect(await client.search({ subject: '3' }, { uid: true })).toEqual([3]);
    expect(await client.search({ body: 'MAIL 4' })).toEqual([4]);
    await client.messageFlagsAdd('1:2', ['\\Flagged', 'Work']);
    expect(await client.search({ flagged: true, keyword: 'Work' })).toEqual([1, 2]);
    const moved = await client.messageMove('1:2', 'Archive');
    expect(moved && [...(moved.uidMap ?? [])]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await client.messageDelete('1');
    const left = await client.fetchAll('1:*', { uid: true });
    expect(left.map(({ uid }) => uid)).toEqual([4, 5]);
  });

  test('one part is downloaded with its encoding undone', async () => {
    const body = Buffer.from('päck\n'.repeat(10_000));
    const source = Buffer.concat([
      Buffer.from(
        'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      ),
      Buffer.from((body.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')),
    ]);
    await client.append('INBOX', source);
    await client.mailboxOpen('INBOX');
    const { content } = await client.download('1', '1');
    const pieces: Buffer[] = [];
    for await (const piece of content ?? []) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toBe(body.toString());
  });

  test('what is said after login goes compressed, under TLS', async () => {
    expect(Reflect.get(client, '_inflate')).toBeDefined();
    await server.fill('INBOX', 200);
    await client.mailboxOpen('INBOX');
    const mails = await client.fetchAll('1:*', { envelope: true, source: true });
    expect(mails.map(({ envelope }) => envelope?.subject)).toEqual(Array.from({ length: 200 }, (_, i) => `${i + 1}`));
  });

  test('a client that comes back is told what changed and what is gone, and then of removals by UID', async () => {
    await server.fill('INBOX', 6);
    const { uidValidity, highestModseq } = await client.mailboxOpen('INBOX');
    await client.messageDelete('2:3,5', { uid: true });
    await client.messageFlagsAdd('4', ['\\Seen'], { uid: true });
    const back = newClient('secret', true);
    await back.connect();
    const heard: string[] = [];
    back.on('flags', ({ uid, flags }) => heard.push(`flags ${uid} ${[...flags].join(' ')}`));
    back.on('expunge', ({ uid, vanished, earlier }) => heard.push(`gone ${uid} ${vanished} ${earlier}`));
    const opened = await back.mailboxOpen('INBOX', { changedSince: String(highestModseq), uidValidity });
    expect(opened).toMatchObject({ exists: 3, qresync: true });
    expect(heard).toEqual(['gone 2 true true', 'gone 3 true true', 'gone 5 true true', 'flags 4 \\Seen']);
    heard.length = 0;
    await client.messageDelete('6', { uid: true });
    await back.messageDelete('1', { uid: true });
    expect(heard).toEqual(['gone 6 true false', 'flags 1 \\Deleted', 'gone 1 true false']);
    expect(await back.search({ all: true }, { uid: true })).toEqual([4]);
    await back.logout();
  });

  test('an idling client hears of new mail at once', async () => {
    await client.mailboxOpen('INBOX');
    const heard = new Promise<number>((resolve) =>
      client.once('exists', ({ count }: { count: number }) => {
        resolve(count);
      }),
    );
    const idling = client.idle();
    await server.fill('INBOX', 1);
    expect(await heard).toBe(1);
    await client.noop();
    await idling;
  });
});
