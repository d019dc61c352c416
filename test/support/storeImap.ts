import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { silentLog } from '../../src/base/log';
import type { Log } from '../../src/base/log';
import { Throttle } from '../../src/base/throttle';
import { openBackend, openImap } from '../../src/incoming/mailbox';
import type { Nym } from '../../src/nym';
import type { Store } from '../../src/store';
import { TestClock } from './clock';
import { temporaryFolder } from './folder';
import { aliceActive } from './nyms';
import { openTestStore } from './stores';

/** The bridge's IMAP server on loopback over the encrypted store, with Alice's mailboxes. */
export interface StoreImap {
  readonly port: number;
  readonly store: Store;
  /** The same file, as another process sees it. */
  readonly other: Store;
  readonly alice: Nym;
  readonly stop: () => Promise<void>;
}

export async function openStoreImap(log: Log = silentLog): Promise<StoreImap> {
  const folder = temporaryFolder();
  const store = openTestStore(folder);
  const { alice } = await aliceActive(store);
  const other = openTestStore(folder);
  const clock = new TestClock();
  const parts = { store, clock, log, throttle: new Throttle(clock), filedCopy: () => undefined };
  const imap = openImap(openBackend(parts), parts);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    imap.accept(socket, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ port: (server.address() as AddressInfo).port, store, other, alice },
    stop: async () => {
      await imap.stop();
      await new Promise((resolve) => server.close(resolve));
      other.close();
      store.close();
    },
  };
}
