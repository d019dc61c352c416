import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { Throttle } from '../../src/base/throttle';
import type { Clock } from '../../src/base/clock';
import type { Log } from '../../src/base/log';
import { silentLog } from '../../src/base/log';
import { systemClock } from '../../src/base/clock';
import { memoryBackend, serveConnection } from '../../src/protocol/imap';
import type { Account, ServerOptions } from '../../src/protocol/imap';
import { readStructure } from '../../src/protocol/mime';

/** An IMAP server on loopback over the memory backend, with Alice's account panda@nym.test, password "secret". */
export interface TestImap {
  readonly port: number;
  readonly account: Account;
  /** A plain connection to it. */
  connect(): Promise<Socket>;
  /** Adds mails numbered from 1: `Subject: n`, text `mail n`, one second apart. */
  fill(mailbox: string, count: number): Promise<void>;
  /** Forgets which messages were removed so far. */
  forgetRemovals(): void;
  /** How many bytes of mail there may be. */
  limitStorage(bytes: number): void;
  /** Sets a limit for the connections to come. */
  limit(name: string, value: number): void;
  stop(): Promise<void>;
}

export async function openImap(
  given: { tls?: SecureContext; clock?: Clock; log?: Log; plainLogins?: boolean } = {},
): Promise<TestImap> {
  const { clock = systemClock, log = silentLog, plainLogins = true, tls } = given;
  const backend = memoryBackend(clock);
  const account = backend.addAccount('panda@nym.test', 'secret');
  const limits: Record<string, number> = {};
  const ending = new AbortController();
  const throttle = new Throttle(clock);
  const served = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const options: ServerOptions = {
      backend,
      clock,
      log,
      throttle,
      plainLogins,
      encrypted: false,
      remote: '127.0.0.1',
      signal: ending.signal,
      identity: { name: 'test' },
      hosts: ['localhost'],
      limits: { ...limits },
      ...(tls && { tls }),
    };
    const done = serveConnection(socket, options).finally(() => served.delete(done));
    served.add(done);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    account,
    connect: () =>
      new Promise((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.once('error', reject);
        socket.once('connect', () => {
          resolve(socket);
        });
      }),
    fill: async (mailbox, count) => {
      const messages = Array.from({ length: count }, (_, i) => testMail(i + 1));
      await account.append(mailbox, messages);
    },
    forgetRemovals: () => {
      backend.forgetRemovals();
    },
    limitStorage: (bytes) => {
      backend.limitStorage(bytes);
    },
    limit: (name, value) => {
      limits[name] = value;
    },
    stop: async () => {
      ending.abort();
      await Promise.all(served);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function testMail(n: number) {
  const source = Buffer.from(
    `From: Bob <bob@example.org>\r\nTo: panda@nym.test\r\nSubject: ${n}\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\nmail ${n}\r\n`,
  );
  const internalDate = new Date(Date.UTC(2026, 10, 22, 12, 0, n));
  return { source, structure: readStructure(source), flags: [], internalDate };
}
