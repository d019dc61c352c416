import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret';
import { type ImapTargetSettings, openImapSource, openImapTarget } from '../../src/moving';
import { accountWith, allMail, exportTo, importFrom, openAccount, totals } from '../support/moving';

// A server that says more than anybody has.

type Answer = (command: string) => Iterable<string>;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Says OK to everything, and before it what `answer` gives, as long as somebody listens. */
async function serve(answer: Answer): Promise<ImapTargetSettings> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('* PREAUTH [CAPABILITY IMAP4rev1 SPECIAL-USE LIST-EXTENDED LIST-STATUS] ready\r\n');
    let waiting = '';
    socket.on('data', (bytes: Buffer) => {
      const lines = (waiting + bytes.toString('latin1')).split('\r\n');
      waiting = lines.pop() ?? '';
      void (async () => {
        for (const line of lines) await say(socket, line, answer);
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: 'panda',
    password: Secret.fromText('secret'),
    route: { via: 'direct' },
    folder: undefined,
  };
}

async function say(socket: Socket, line: string, answer: Answer): Promise<void> {
  const [tag = '', ...words] = line.split(' ');
  for (const text of answer(words.join(' '))) {
    if (socket.destroyed) return;
    if (!socket.write(text)) await heard(socket);
  }
  if (!socket.destroyed) socket.write(`${tag} OK done\r\n`);
}

/** Waits until what was said is on its way, or nobody listens any more. */
function heard(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}

const folder = (name: string) => `* LIST () "/" "${name}"\r\n* STATUS "${name}" (MESSAGES 3 UIDVALIDITY 1)\r\n`;

function* folders(count: number): Generator<string> {
  for (let n = 0; n < count; n += 100) yield Array.from({ length: 100 }, (_, i) => folder(`folder ${n + i}`)).join('');
}

/** A number of a mail, and much more. */
function* uids(): Generator<string> {
  const line = `* SEARCH 1\r\n* OK ${'x'.repeat(256 * 1024)}\r\n`;
  for (;;) yield line;
}

/** All folders; to ask for none gives what stands between levels. */
const isList = (command: string) => /^LIST "" "?\*/.test(command);

const listing =
  (count: number): Answer =>
  (command) =>
    isList(command) ? folders(count) : [];

const endlessMails: Answer = (command) => {
  if (isList(command)) return [folder('INBOX')];
  if (/^(?:SELECT|EXAMINE)/.test(command)) return ['* 3 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n'];
  return command.startsWith('UID SEARCH') ? uids() : [];
};

describe('without an end, or nearly, is refused', () => {
  test('a greeting', async () => {
    const settings = await serve((command) => (command.startsWith('LIST') ? folders(Infinity) : []));
    await expect(openImapTarget(settings)).rejects.toThrow("The server's greeting is longer than any honest one's.");
  });

  test('a list of folders', async () => {
    const sentence = "The server's list of folders is longer than any honest one's.";
    await expect(openImapTarget(await serve(listing(10_100)))).rejects.toThrow(sentence);
  });

  test('a list of mails', async () => {
    const source = await openImapSource(await serve(endlessMails));
    const sentence = "The server's list of mails is longer than any honest one's.";
    await expect(importFrom(openAccount(), source)).rejects.toThrow(sentence);
  });
});

const mib = 1024 * 1024;
const source = 'Subject: a\r\n\r\nA\r\n';
const literal = (bytes: string) => `{${bytes.length}}\r\n${bytes}`;
const about = (uid: number, size: number) =>
  `* 1 FETCH (UID ${uid} FLAGS () INTERNALDATE "22-Nov-2026 12:00:00 +0000" RFC822.SIZE ${size})\r\n`;
const body = (uid: number, section: string, bytes: string) => `* 1 FETCH (UID ${uid} ${section} ${literal(bytes)})\r\n`;

/** One row over and over: more than anybody has, and so much that a program that takes it all has an end. */
function* flood(row: string): Generator<string> {
  for (let sent = 0; sent < 160 * mib; sent += row.length) yield row;
}

/** One mail in INBOX, number 1: what is answered to who asks about it, and who asks for it. */
const oneMail =
  (aboutIt: Iterable<string>, itself: Iterable<string> = []): Answer =>
  (command) => {
    if (isList(command)) return [folder('INBOX')];
    if (/^(?:SELECT|EXAMINE)/.test(command)) return ['* 1 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n'];
    if (command.startsWith('UID SEARCH')) return ['* SEARCH 1\r\n'];
    if (!command.startsWith('UID FETCH')) return [];
    return command.includes('BODY.PEEK[]') ? itself : aboutIt;
  };

const sameSize = [about(1, source.length)];
const filler = 'x'.repeat(mib);

describe('an answer about mails without an end, or nearly, is refused', () => {
  test.each([
    ['of other mails', flood(`* 9 FETCH (UID 9 RFC822.SIZE 5 X "${filler}")\r\n`), []],
    ['of one mail over and over', flood(`* 1 FETCH (UID 1 RFC822.SIZE 5 X "${filler}")\r\n`), []],
    ['that is none', flood(`* 1 FETCH (UID 1 X "${filler}")\r\n`), []],
    ['with mails that were not asked for', sameSize, flood(body(9, 'BODY[]', filler))],
    ['with one mail over and over', sameSize, flood(body(1, 'BODY[]', filler))],
    ['with a large mail over and over', [about(1, 2 * mib)], flood(body(1, 'BODY[]<0>', filler))],
  ] as const)('%s, on the way in', async (_what, aboutIt, itself) => {
    const open = await openImapSource(await serve(oneMail(aboutIt, itself)));
    const sentence = "The server's answer is longer than any honest one's.";
    await expect(importFrom(openAccount(), open)).rejects.toThrow(sentence);
  });

  test.each([
    ['of other mails', flood(`* 9 FETCH (UID 9 RFC822.SIZE 5 X "${filler}")\r\n`), []],
    ['with one mail over and over', sameSize, flood(body(1, 'BODY[]', filler))],
  ] as const)('%s, on the way out', async (_what, aboutIt, itself) => {
    const open = await openImapTarget(await serve(oneMail(aboutIt, itself)));
    const sentence = "The server's answer is longer than any honest one's.";
    await expect(exportTo(accountWith([{ source }]), open)).rejects.toThrow(sentence);
  });
});

test('mails that were not asked for, and one that comes more than once, are taken once or not at all', async () => {
  const news = '* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n';
  const rows = [news, about(9, 5), about(1, source.length), about(1, source.length)];
  const bodies = [news, body(9, 'BODY[]', 'x'), body(1, 'BODY[]', source), body(1, 'BODY[]', 'y'), news];
  const account = openAccount();
  const open = await openImapSource(await serve(oneMail(rows, bodies)));
  expect(totals(await importFrom(account, open))).toEqual([1, 0, 0]);
  expect(allMail(account)).toMatchObject([{ source, flags: [] }]);
});

describe('a large mail that the server stops giving', () => {
  const pieceBytes = 1024 * 1024;
  const size = 3 * pieceBytes;
  const given = (after: number): Answer =>
    function* answer(command) {
      if (isList(command)) yield folder('INBOX');
      else if (/^(?:SELECT|EXAMINE)/.test(command)) yield '* 1 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n';
      else if (command.startsWith('UID SEARCH')) yield '* SEARCH 1\r\n';
      else if (/^UID FETCH .*RFC822\.SIZE/.test(command))
        yield `* 1 FETCH (UID 1 FLAGS () INTERNALDATE "22-Nov-2026 12:00:00 +0000" RFC822.SIZE ${size})\r\n`;
      const start = Number(/BODY\.PEEK\[\]<(\d+)\./.exec(command)?.[1] ?? Infinity);
      if (start < Math.min(after, size))
        yield `* 1 FETCH (UID 1 BODY[]<${start}> {${pieceBytes}}\r\n${'Subject: x\r\n\r\n'.padEnd(pieceBytes, 'x')})\r\n`;
    };

  test.each([
    ['is not taken for a whole one', 2 * pieceBytes, [0, 0, 1]],
    ['is, where it has given all', size, [1, 0, 0]],
  ] as const)('%s', async (_what, after, counts) => {
    const source = await openImapSource(await serve(given(after)));
    expect(totals(await importFrom(openAccount(), source))).toEqual(counts);
  });
});
