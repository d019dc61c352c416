import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from '@jest/globals';
import { silentLog } from '../../src/base/log';
import { Throttle } from '../../src/base/throttle';
import { openBackend, openImap } from '../../src/incoming/mailbox';
import { readStructure } from '../../src/protocol/mime';
import { openCombinedLogin } from '../../src/store';
import type { NymId } from '../../src/store';
import { TestClock } from '../support/clock';
import { mailText } from '../support/letters';
import { aliceActive, type AlicesBridge, start } from '../support/nyms';
import { seededRandom } from '../support/random';
import { imapWords, Line, play } from './dialog';
import type { Stage } from './dialog';
import { readScript } from './script';

const folder = join(__dirname, 'combined');
let stop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function makeNym({ nyms }: AlicesBridge, address: string): Promise<void> {
  await nyms.create({ address, transport: 'smtp', algorithm: 'ecc' }, start, seededRandom(address));
}

function deliver({ store }: AlicesBridge, nymId: NymId, count: number): void {
  const inbox = store.mail.mailboxes.byName(nymId, 'INBOX')?.id;
  if (inbox === undefined) throw new Error('no INBOX');
  const source = mailText(['From: bob@example.org', 'Subject: x']);
  const message = { source, structure: JSON.stringify(readStructure(source)), flags: [], internalDate: start };
  for (let n = 0; n < count; n++) store.mail.messages.append(inbox, [message]);
}

/**
 * Alice's panda@nym.test and koala@nym.test, by the login `all`. Orders: `nym ADDRESS` makes one, `forget ADDRESS` forgets one,
 * `messages ADDRESS COUNT` come to its INBOX.
 */
async function stage(): Promise<Stage> {
  const bridge = await aliceActive();
  const { store, nyms } = bridge;
  await makeNym(bridge, 'koala@nym.test');
  const password = openCombinedLogin(store, seededRandom('all'));
  const clock = new TestClock();
  const backend = openBackend({ store, clock, filedCopy: () => undefined });
  const imap = openImap(backend, { clock, log: silentLog, throttle: new Throttle(clock) });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    imap.accept(socket, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = async () => {
    await imap.stop();
    await new Promise((resolve) => server.close(resolve));
  };
  const idOf = (address = '') => {
    const id = store.nyms.byAddress(address)?.id;
    if (id === undefined) throw new Error(`no nym ${address}`);
    return id;
  };
  const orders: Record<string, (...words: string[]) => Promise<void>> = {
    nym: (address = '') => makeNym(bridge, address),
    forget: async (address) => {
      nyms.forget(idOf(address), true);
    },
    messages: async (address, count) => {
      deliver(bridge, idOf(address), Number(count));
    },
  };
  return {
    connect: async () => {
      const line = new Line(await connected((server.address() as AddressInfo).port));
      await line.next();
      line.send(`login LOGIN all ${password}`);
      await line.next();
      return line;
    },
    order: async ([word = '', ...rest]) => {
      const order = orders[word];
      if (!order) throw new Error(`no such order: ${word}`);
      await order(...rest);
    },
    ...imapWords,
  };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

describe('IMAP dialogs of the login to all nyms', () => {
  for (const file of readdirSync(folder).sort()) {
    const script = readScript(join(folder, file));
    test(`${file}: ${script.title}`, async () => {
      await play(script, await stage());
    });
  }
});
