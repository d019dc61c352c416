import type { Contacts } from './contacts';
import type { Directories } from './directories';
import type { Layers } from './layers';
import type { Mail } from './mail';
import type { Marks } from './marks';
import type { Moves } from './moves';
import type { NymTable } from './nyms';
import type { OutboxTable } from './outbox';
import type { PacketTable } from './packets';
import type { PageRequests } from './pages';
import type { Pings } from './pings';
import type { Ratchets } from './ratchets';
import type { Servers } from './servers';
import type { Settings } from './settings';
import type { Spool } from './spool';

/**
 * Everything the program remembers, in one encrypted file. All calls are synchronous and throw StoreError. When a
 * changing call (or the transaction around it) has returned, the change is on disk for good; but for flags, and what can be worked out
 * again, which a power cut may take back (docs/decisions/flags-and-the-disk.md).
 */
export interface Store {
  readonly settings: Settings;
  readonly servers: Servers;
  readonly nyms: NymTable;
  readonly ratchets: Ratchets;
  readonly layers: Layers;
  readonly contacts: Contacts;
  readonly outbox: OutboxTable;
  readonly packets: PacketTable;
  readonly directories: Directories;
  readonly pages: PageRequests;
  readonly pings: Pings;
  readonly spool: Spool;
  readonly marks: Marks;
  readonly mail: Mail;
  readonly moves: Moves;
  /**
   * Runs `f`, all or nothing. An inner transaction that throws is undone by itself, and is on disk only when the outermost
   * has returned. `f` must not be async: giving a promise undoes everything and throws.
   */
  readonly transaction: <T>(f: () => T) => T;
  /** Runs `f` on one unchanging view of the store, whatever other processes write meanwhile. */
  readonly reading: <T>(f: () => T) => T;
  /** Calls `listener` after every local commit that changed something, and on `poll` after a foreign one; gives the way to stop. */
  readonly watch: (listener: () => void) => () => void;
  /** Whether another process has written since the last call of `changed` or `poll`. */
  readonly changed: () => boolean;
  /** Looks for changes by other processes and wakes the listeners if there are any. Takes microseconds. */
  readonly poll: () => void;
  /** Bytes of the file that hold something, whatever it is. */
  readonly usedBytes: () => number;
  /**
   * Has `poll` called milliseconds after another process's commit, at no cost while nobody writes. Not every system tells of writes:
   * who must hear of them polls besides. Gives the way to stop.
   */
  readonly follow: () => () => void;
  /** Reads the whole file and gives a sentence for each fault in it. Nothing else runs meanwhile: seconds for each gigabyte. */
  readonly integrity: () => string[];
  /** Everything after it throws StoreError `closed`. */
  readonly close: () => void;
}
