import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret';
import { type ImapTargetSettings, openImapSource, openImapTarget } from '../../src/moving';
import { importFrom, openAccount, totals } from '../support/moving';

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
    if (!socket.write(text)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
  }
  if (!socket.destroyed) socket.write(`${tag} OK done\r\n`);
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
