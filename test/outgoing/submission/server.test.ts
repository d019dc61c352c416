import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import nodemailer from 'nodemailer';
import type { Log } from '../../../src/base/log';
import { mailText, usual } from '../../support/letters';
import { aliceActive } from '../../support/nyms';
import { mailsIn } from '../../support/outgoing';
import { authPlain, openSmtp } from '../../support/smtp';
import type { TestSmtp } from '../../support/smtp';
import { Line } from '../../session/dialog';

let smtp: TestSmtp | undefined;
afterEach(async () => {
  await smtp?.stop();
  smtp = undefined;
});

/** Says each line when its answer is due; gives the last answer. */
async function say(line: Line, ...texts: string[]): Promise<string> {
  let answer = '';
  for (const text of texts) {
    line.send(text);
    do answer = await line.next();
    while (/^\d{3}-/.test(answer));
  }
  return answer;
}

async function loggedIn(one: TestSmtp): Promise<Line> {
  const line = new Line(await one.connect());
  await line.next();
  await say(line, 'EHLO client', authPlain());
  return line;
}

const envelope = ['MAIL FROM:<panda@nym.test>', 'RCPT TO:<bob@example.org>', 'DATA'];
const plain = { allowPlainAuth: true };

function sendWith(one: TestSmtp, more: object = {}) {
  const client = nodemailer.createTransport({
    host: '127.0.0.1',
    port: one.port,
    requireTLS: true,
    tls: { ca: one.certificate },
    auth: { user: 'panda@nym.test', pass: 'bamboo' },
    ...more,
  });
  return client.sendMail({
    from: 'Alice Realname <panda@nym.test>',
    to: '"Smith, Bob" <bob@example.org>',
    subject: 'Grüße',
    text: 'From Zürich',
    attachments: [{ filename: 'ä.bin', content: Buffer.from([1, 2, 3]) }],
  });
}

describe('a mail client', () => {
  test.each(['PLAIN', 'LOGIN'])('sends by STARTTLS and AUTH %s', async (authMethod) => {
    smtp = await openSmtp();
    const info = await sendWith(smtp, { authMethod });
    expect(info.response).toBe('250 2.6.0 Taken, and stored');
    expect(mailsIn(smtp.store, smtp.alice.id, 'Sent')[0]).toMatch(
      /^From: Alice <panda@nym.test>\r\nTo: =\?UTF-8\?Q\?Smith=2C_Bob\?=/,
    );
  });

  test('with the wrong password is told in a sentence what to do', async () => {
    smtp = await openSmtp();
    await expect(sendWith(smtp, { auth: { user: 'panda@nym.test', pass: 'guess' } })).rejects.toThrow(
      'Wrong address or password',
    );
  });

  test('what was said before STARTTLS does not count after it (RFC 3207 §4.2)', async () => {
    smtp = await openSmtp(plain);
    const socket = await smtp.connect();
    const line = new Line(socket);
    await line.next();
    await say(line, 'EHLO client', authPlain(), 'STARTTLS');
    const secured = new Line(smtp.startTls(socket));
    expect(await say(secured, 'EHLO client', 'MAIL FROM:<panda@nym.test>')).toMatch(/^530/);
    secured.stream.destroy();
  });
});

describe('250', () => {
  test('is said only when row and copy are committed', async () => {
    const bridge = await aliceActive();
    const committed: string[] = [];
    const transaction: typeof bridge.store.transaction = (f) => {
      const result = bridge.store.transaction(f);
      committed.push(`${bridge.store.outbox.list().length} letters`);
      return result;
    };
    smtp = await openSmtp({ ...plain, bridge: { ...bridge, store: { ...bridge.store, transaction } } });
    const line = await loggedIn(smtp);
    await say(line, ...envelope);
    expect(committed).toEqual([]);
    expect(await say(line, `${mailText(usual).toString()}\r\n.`)).toMatch(/^250/);
    expect(committed.at(-1)).toBe('1 letters');
    line.stream.destroy();
  });

  test('is not said when the store fails, and the reply tells nothing of the inside', async () => {
    const bridge = await aliceActive();
    const logged: string[] = [];
    const log: Log = { info: () => undefined, warn: () => undefined, error: (event) => logged.push(event) };
    const store = {
      ...bridge.store,
      transaction: () => {
        throw new Error('SQLITE_FULL: secret table');
      },
    };
    smtp = await openSmtp({ ...plain, log, bridge: { ...bridge, store } });
    const line = await loggedIn(smtp);
    await say(line, ...envelope);
    expect(await say(line, `${mailText(usual).toString()}\r\n.`)).toBe(
      '451 4.3.0 The mail could not be stored. Nothing was sent; try again later.',
    );
    expect(logged).toEqual(['a mail could not be taken']);
    line.stream.destroy();
  });

  test('is not said to a mail that broke off', async () => {
    smtp = await openSmtp(plain);
    const line = await loggedIn(smtp);
    await say(line, ...envelope);
    const gone = new Promise((resolve) => line.stream.once('close', resolve));
    line.send(mailText(usual).toString());
    line.stream.destroy();
    await gone;
    await smtp.outgoing.stop();
    expect(smtp.store.outbox.list()).toEqual([]);
  });
});

describe('too much', () => {
  test('a mail over 25 MB is refused with a sentence, and the connection goes on', async () => {
    smtp = await openSmtp(plain);
    const line = await loggedIn(smtp);
    await say(line, ...envelope);
    line.send(mailText(usual).toString());
    const lines = `${'x'.repeat(98)}\r\n`.repeat(10_000);
    for (let i = 0; i < 27; i++) line.stream.write(lines);
    expect(await say(line, '.')).toBe('552 5.3.4 The mail is larger than 25 MB. Send less at once.');
    expect(await say(line, 'NOOP')).toMatch(/^250/);
    line.stream.destroy();
  });

  test('a command without end closes the connection', async () => {
    smtp = await openSmtp(plain);
    const line = new Line(await smtp.connect());
    await line.next();
    line.stream.write('x'.repeat(20_000));
    expect(await line.next()).toMatch(/^421/);
    expect(await line.next()).toBe('(closed)');
  });
});

describe('too many', () => {
  test('mail clients at once: the next is told so, and those before it are served', async () => {
    smtp = await openSmtp(plain);
    const lines: Line[] = [];
    for (let i = 0; i < 50; i++) lines.push(new Line(await smtp.connect()));
    for (const line of lines) expect(await line.next()).toMatch(/^220/);
    const late = new Line(await smtp.connect());
    expect(await late.next()).toMatch(/^421 4\.3\.2 Too many mail clients/);
    expect(await late.next()).toBe('(closed)');
    expect(await say(lines[0] ?? late, 'EHLO client', authPlain(), 'NOOP')).toMatch(/^250/);
    for (const line of lines) line.stream.destroy();
  });

  test('recipients: those that fit are kept, and the sentence says how many', async () => {
    smtp = await openSmtp(plain);
    const line = await loggedIn(smtp);
    await say(line, 'MAIL FROM:<panda@nym.test>');
    for (let i = 0; i < 100; i++) expect(await say(line, `RCPT TO:<bob${i}@example.org>`)).toMatch(/^250/);
    expect(await say(line, 'RCPT TO:<carol@example.org>')).toMatch(
      /^452 4\.5\.3 A mail goes to 100 recipients at most/,
    );
    expect(await say(line, 'DATA')).toMatch(/^354/);
    line.stream.destroy();
  });
});

describe('a mail ends where RFC 5321 says', () => {
  test.each(['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\n', '\r\n.\r'])(
    'not at %j: nobody smuggles a second mail',
    async (end) => {
      smtp = await openSmtp(plain);
      const line = await loggedIn(smtp);
      await say(line, ...envelope);
      const smuggled = `${end}MAIL FROM:<panda@nym.test>\r\nRCPT TO:<eve@example.org>\r\nDATA\r\nhi`;
      line.stream.write(`${mailText(usual).toString()}${smuggled}\r\n.\r\n`);
      expect(await line.next()).toMatch(/^250/);
      expect(await say(line, 'NOOP')).toMatch(/^250/);
      expect(smtp.store.outbox.list().map(({ recipients }) => recipients)).toEqual([['bob@example.org']]);
      line.stream.destroy();
    },
  );
});

test('the log says nothing of a mail that was taken: when, how long, to how many', async () => {
  const logged: unknown[] = [];
  const note = (...words: unknown[]) => void logged.push(words);
  smtp = await openSmtp({ ...plain, log: { info: note, warn: note, error: note } });
  const line = await loggedIn(smtp);
  await say(line, ...envelope);
  expect(await say(line, `${mailText(usual).toString()}\r\n.`)).toMatch(/^250/);
  expect(logged).toEqual([]);
  line.stream.destroy();
});

describe('stopping', () => {
  test('finishes the mail that is being stored, then says goodbye', async () => {
    const bridge = await aliceActive();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const nyms = {
      ...bridge.nyms,
      byAddress: async (address: string) => {
        asked();
        await gate;
        return bridge.nyms.byAddress(address);
      },
    };
    smtp = await openSmtp({ ...plain, bridge: { ...bridge, nyms } });
    const line = await loggedIn(smtp);
    await say(line, ...envelope);
    line.send(`${mailText(usual).toString()}\r\n.`);
    await asking;
    const stopped = smtp.outgoing.stop();
    open();
    await stopped;
    expect(await line.next()).toMatch(/^250/);
    expect(await line.next()).toMatch(/^421 4\.3\.2/);
  });
});

test('nothing a client says makes the server fall over', async () => {
  smtp = await openSmtp(plain);
  const socket: Socket = createConnection(smtp.port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(Buffer.from([0, 255, 13, 10, 128, 10, 13, 0, 10]));
  socket.write('AUTH PLAIN ====\r\nAUTH LOGIN \0\r\n*\r\nMAIL FROM:<\r\nEHLO \x80\r\n');
  socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  const line = await loggedIn(smtp);
  expect(await say(line, 'NOOP')).toMatch(/^250/);
  line.stream.destroy();
});
