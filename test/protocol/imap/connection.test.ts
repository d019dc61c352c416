import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openLog, silentLog } from '../../../src/base/log';
import { Throttle } from '../../../src/base/throttle';
import { ImapError, memoryBackend, serveConnection } from '../../../src/protocol/imap';
import type { Account, Backend, Mailbox, ServerOptions } from '../../../src/protocol/imap';
import { readStructure } from '../../../src/protocol/mime';
import { Line } from '../../session/dialog';
import { TestClock } from '../../support/clock';

const open: Duplex[] = [];
const served: Promise<void>[] = [];

afterEach(async () => {
  for (const stream of open.splice(0)) stream.destroy();
  await Promise.all(served.splice(0));
});

function serve(given: Partial<ServerOptions> = {}): {
  line: Line;
  stream: Duplex;
  clock: TestClock;
  done: Promise<void>;
} {
  const clock = new TestClock();
  const backend = memoryBackend();
  backend.addAccount('panda@nym.test', 'secret');
  const [ours, theirs] = duplexPair();
  ours.on('close', () => theirs.destroy());
  const options = {
    backend,
    clock,
    log: silentLog,
    throttle: new Throttle(clock),
    encrypted: false,
    plainLogins: true,
  };
  const done = serveConnection(theirs, { ...options, ...given });
  open.push(ours);
  served.push(done);
  return { line: new Line(ours), stream: ours, clock, done };
}

/** Sends a command and gives the line that ends its answer. */
async function ask(line: Line, command: string): Promise<string> {
  const tag = command.split(' ')[0] ?? '';
  line.send(command);
  for (;;) {
    const came = await line.next();
    if (came.startsWith(`${tag} `) || came === '(closed)') return came;
  }
}

/** Lets everything happen that needs no time. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A backend with one mailbox changed. */
function backendWith(change: (mailbox: Mailbox) => Partial<Mailbox>, account: Partial<Account> = {}): Backend {
  const memory = memoryBackend();
  const alice = memory.addAccount('panda@nym.test', 'secret');
  const source = Buffer.from('Subject: x\r\n\r\ntext\r\n');
  const message = { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
  return {
    login: async () => {
      await alice.append('INBOX', [message]);
      const openIt = async (name: string): Promise<Mailbox> => {
        const mailbox = await alice.open(name);
        return { ...mailbox, ...change(mailbox) };
      };
      return { ...alice, open: openIt, ...account };
    },
  };
}

describe('passwords', () => {
  test('none is taken in the clear, nor looked at', async () => {
    let looked = false;
    const login = async () => {
      looked = true;
      return undefined;
    };
    const { line } = serve({ plainLogins: false, backend: { login }, tls: createSecureContext() });
    expect(await line.next()).toContain('STARTTLS LOGINDISABLED]');
    expect(await ask(line, '1 LOGIN panda@nym.test secret')).toMatch(/^1 NO \[PRIVACYREQUIRED\]/);
    expect(await ask(line, '2 AUTHENTICATE PLAIN AHBhbmRhQG55bS50ZXN0AHNlY3JldA==')).toMatch(
      /^2 NO \[PRIVACYREQUIRED\]/,
    );
    expect(looked).toBe(false);
  });

  test('a name spelt otherwise is slowed down like the name', async () => {
    const throttle = new Throttle(new TestClock());
    const { line } = serve({ throttle });
    await ask(line, '1 LOGIN " Panda@NYM.test " wrong');
    expect(throttle.pause('panda@nym.test')).toBeGreaterThan(0);
  });

  test('each wrong one makes the next answer slower', async () => {
    const { line, clock } = serve({});
    const waits: number[] = [];
    for (const tag of ['1', '2', '3']) {
      const before = clock.now();
      const answer = ask(line, `${tag} LOGIN panda@nym.test wrong`);
      await settle();
      // What else sleeps is the watch over the client's silence, two minutes off.
      const state = { over: false };
      const over = () => (state.over = true);
      answer.then(over, over);
      await settle();
      while (!state.over) {
        await clock.advance(250);
        await settle();
      }
      expect(await answer).toMatch(/NO \[AUTHENTICATIONFAILED\]/);
      waits.push(clock.now() - before);
    }
    expect(waits).toEqual([0, 250, 500]);
  });
});

describe('the end of a connection', () => {
  test('a stranger who says nothing is sent away', async () => {
    const { line, clock } = serve();
    await line.next();
    await settle();
    await clock.advance(2 * 60_000);
    expect(await line.next()).toMatch(/^\* BYE /);
  });

  test('a user may be silent for half an hour', async () => {
    const { line, clock } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    await settle();
    await clock.advance(30 * 60_000);
    expect(await ask(line, '2 NOOP')).toMatch(/^2 OK/);
  });

  test('a user may idle for half an hour, and is told then of what comes', async () => {
    const backend = memoryBackend();
    const alice = backend.addAccount('panda@nym.test', 'secret');
    const { line, clock } = serve({ backend });
    await ask(line, '1 LOGIN panda@nym.test secret');
    await ask(line, '2 SELECT INBOX');
    line.send('3 IDLE');
    expect(await line.next()).toMatch(/^\+/);
    await settle();
    await clock.advance(30 * 60_000);
    const source = Buffer.from('Subject: x\r\n\r\ntext\r\n');
    await alice.append('INBOX', [{ source, structure: readStructure(source), flags: [], internalDate: new Date(0) }]);
    expect(await line.next()).toBe('* 1 EXISTS');
    line.send('DONE');
    expect(await line.next()).toMatch(/^3 OK/);
    expect(await ask(line, '4 NOOP')).toMatch(/^4 OK/);
  });

  test('a client that closes its half of the connection is answered, and let go', async () => {
    const { line, stream, done } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    line.send('2 NOOP');
    stream.end();
    expect(await line.next()).toMatch(/^2 OK/);
    expect(await line.next()).toBe('(closed)');
    await done;
  });

  test('a client that closes its half while it idles is let go', async () => {
    const { line, stream, done } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    line.send('2 IDLE');
    expect(await line.next()).toMatch(/^\+/);
    stream.end();
    await done;
  });

  test('an IDLE goes on though the news cannot be found out for once: its DONE would be no command', async () => {
    let busy = false;
    let wake: () => void = () => undefined;
    const backend = backendWith((mailbox) => ({
      changesSince: async (modSeq) => {
        if (busy) throw new ImapError('unavailable', 'The disk is busy.');
        return mailbox.changesSince(modSeq);
      },
      watch: (listener) => {
        wake = listener;
        return () => undefined;
      },
    }));
    const { line } = serve({ backend });
    await ask(line, '1 LOGIN panda@nym.test secret');
    await ask(line, '2 SELECT INBOX');
    line.send('3 IDLE');
    expect(await line.next()).toMatch(/^\+/);
    busy = true;
    wake();
    await settle();
    busy = false;
    line.send('DONE');
    expect(await line.next()).toMatch(/^3 OK/);
  });

  test('a server that closes says so, after the command in hand', async () => {
    const ending = new AbortController();
    const { line } = serve({ signal: ending.signal });
    await ask(line, '1 LOGIN panda@nym.test secret');
    line.send('2 IDLE');
    expect(await line.next()).toMatch(/^\+/);
    await settle();
    ending.abort();
    expect(await line.next()).toBe('* BYE [UNAVAILABLE] The server is closing');
  });

  test('a server that closes does not answer first whatever has been sent ahead', async () => {
    const ending = new AbortController();
    const { line } = serve({ signal: ending.signal });
    await ask(line, '1 LOGIN panda@nym.test secret');
    line.send(Array.from({ length: 1000 }, () => '2 NOOP').join('\r\n'));
    await breathe();
    ending.abort();
    let answers = 0;
    while (!(await line.next()).startsWith('* BYE [UNAVAILABLE]')) answers++;
    expect(answers).toBeLessThan(100);
  });

  test('a client that vanishes leaves nothing behind', async () => {
    const { line, stream, done } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    line.send('2 IDLE');
    await line.next();
    stream.destroy();
    await done;
    expect(line.open).toBe(false);
  });
});

describe('failures nobody foresaw', () => {
  test('are told blandly, and logged without what they say', async () => {
    const lines: string[] = [];
    const log = openLog(
      (text) => lines.push(text),
      () => 0,
    );
    const backend = backendWith(() => ({}), { status: () => Promise.reject(new Error('could not parse "Dear Bob"')) });
    const { line } = serve({ backend, log });
    await ask(line, '1 LOGIN panda@nym.test secret');
    expect(await ask(line, '2 STATUS Plans (MESSAGES)')).toBe(
      '2 NO [SERVERBUG] That did not work; the log of the server says why.',
    );
    expect(await ask(line, '3 NOOP')).toMatch(/^3 OK/);
    expect(lines.join('\n')).toContain('command="STATUS [mailbox] (MESSAGES)" error=Error');
    expect(lines.join('\n')).not.toMatch(/Bob|Plans|panda/);
  });

  test('in the middle of a literal end the connection: nothing else would be true', async () => {
    const cut = { body: async function* () { yield Buffer.from('Sub'); } }; // prettier-ignore
    const { line } = serve({ backend: backendWith(() => cut) });
    await ask(line, '1 LOGIN panda@nym.test secret');
    await ask(line, '2 SELECT INBOX');
    expect(await ask(line, '3 FETCH 1 BODY.PEEK[]')).toBe('(closed)');
  });

  test('a part in an encoding nobody knows is refused before a word of the answer', async () => {
    const { line } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    const mail = 'Content-Transfer-Encoding: x-odd\r\n\r\nx';
    line.send(`2 APPEND INBOX {${mail.length}+}\r\n${mail}`);
    expect(await line.next()).toMatch(/^2 OK/);
    await ask(line, '3 SELECT INBOX');
    line.send('4 FETCH 1 BINARY.PEEK[1]');
    expect(await line.next()).toMatch(/^4 NO \[UNKNOWN-CTE\]/);
  });
});

describe('a large message', () => {
  test('is not read faster than the client takes it', async () => {
    let given = 0;
    const size = 20 * 1024 * 1024;
    const mailbox = {
      forms: async function* (uids: readonly number[]) {
        yield uids.map((uid) => ({ uid, emailId: 'M1', internalDate: new Date(0), size })) as never;
      },
      body: async function* (_uid: number, start: number, end: number) {
        for (let at = start; at < end; at += 65536) {
          given += Math.min(65536, end - at);
          yield Buffer.alloc(Math.min(65536, end - at), 'x');
        }
      },
    };
    const { line, stream } = serve({ backend: backendWith(() => mailbox) });
    await ask(line, '1 LOGIN panda@nym.test secret');
    await ask(line, '2 SELECT INBOX');
    stream.pause();
    line.send('3 FETCH 1 BODY.PEEK[]');
    await settle();
    expect(given).toBeGreaterThan(0);
    expect(given).toBeLessThan(size / 10);
    stream.resume();
    let heard = 0;
    stream.on('data', (piece: Buffer) => (heard += piece.length));
    while (heard < size) await settle();
    expect(given).toBe(size);
  });

  test('nobody takes is not kept for ever: the client is let go', async () => {
    const clock = new TestClock();
    const mailbox = {
      forms: async function* (uids: readonly number[]) {
        yield uids.map((uid) => ({ uid, emailId: 'M1', internalDate: new Date(0), size: 2 ** 30 })) as never;
      },
      body: async function* () {
        for (;;) yield Buffer.alloc(65_536, 'x');
      },
    };
    const { line, stream, done } = serve({ backend: backendWith(() => mailbox), clock });
    await ask(line, '1 LOGIN panda@nym.test secret');
    await ask(line, '2 SELECT INBOX');
    stream.pause();
    line.send('3 FETCH 1 BODY.PEEK[]');
    await settle();
    let gone = false;
    void done.then(() => (gone = true));
    await clock.advance(4 * 60_000);
    await settle();
    expect(gone).toBe(false);
    await clock.advance(10 * 60_000);
    await settle();
    expect(gone).toBe(true);
  });

  test('with a NUL in it is refused by name', async () => {
    const { line } = serve();
    await ask(line, '1 LOGIN panda@nym.test secret');
    expect(await ask(line, '2 APPEND INBOX {3+}\r\na\0b')).toBe(
      '2 NO [CANNOT] The message holds a NUL byte, which no mail may.',
    );
    expect(await ask(line, '3 APPEND INBOX ~{3+}\r\na\0b')).toBe(
      '3 NO [UNKNOWN-CTE] The message holds a NUL byte, which no mail may.',
    );
  });
});
