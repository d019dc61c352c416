import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import type { Secret } from '../base/secret';
import { connect } from './connection';
import { openContacts } from './contacts';
import { openDirectories } from './directories';
import { translated } from './driverErrors';
import { logOf, openFollowing } from './follow';
import { openIntegrity } from './integrity';
import { limits } from './limits';
import { afterLightCommits } from './light';
import { openMail } from './mail';
import { openMarks } from './marks';
import { openMoves } from './moves';
import { migrate } from './migrate';
import { openNymTable } from './nyms';
import { openOutboxTable } from './outbox';
import { openPacketTable } from './packets';
import { openPageRequests } from './pages';
import { openPings } from './pings';
import { privateFile } from './privateFile';
import { openLayers } from './layers';
import { openRatchets } from './ratchets';
import { openServers } from './servers';
import { openSettings } from './settings';
import { openSpool } from './spool';
import { openUsage } from './usage';
import type { Store } from './store';

/**
 * Opens (or makes) `nymbridge.db` in `dir` with the key out of the vault, and brings its schema up to date. Several
 * processes may have it open. Throws StoreError `damaged` where the key does not fit, UserError where it is too new.
 */
export function openStore(dir: string, key: Secret): Store {
  return openWith(openDatabase(dir, key), logOf(join(dir, fileName)));
}

/** A store that is nowhere on disk and ends with close(): for tests. */
export function openMemoryStore(): Store {
  return openWith(new Database(':memory:'), undefined);
}

/** The file alone, its schema as it is: exported for the tests of the migrations. */
export function openDatabase(dir: string, key: Secret): Database {
  // SQLite gives the log and its index the mode of the file
  const database = new Database(privateFile(dir, fileName));
  try {
    translated(() => {
      unlock(database, key);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

const fileName = 'nymbridge.db';

function unlock(database: Database, key: Secret): void {
  database.exec('PRAGMA cipher_log_level = NONE'); // what goes wrong is thrown; on standard error it would pass by our log
  key.use((bytes) => {
    database.exec(`PRAGMA key = "x'${bytes.toString('hex')}'"`);
  });
  database.exec(`
    PRAGMA cipher_page_size = ${limits.pageBytes};
    PRAGMA busy_timeout = ${limits.busyMs};
    PRAGMA journal_mode = WAL;
    PRAGMA journal_size_limit = ${limits.walKeptBytes};
  `);
}

/** `log`: the file that every commit writes to, if there is one. */
function openWith(database: Database, log: string | undefined): Store {
  try {
    translated(() => {
      prepare(database);
      migrate(database);
      afterLightCommits(database);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return tables(database, log);
}

/** FULL: a commit is on the disk when it returns. Temporary tables and sorting stay in memory, never in a plain file. */
function prepare(database: Database): void {
  database.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -${limits.cacheKib};
  `);
}

function tables(database: Database, log: string | undefined): Store {
  const connection = connect(database);
  const { end, ...mail } = openMail(connection);
  return {
    settings: openSettings(connection),
    servers: openServers(connection),
    nyms: openNymTable(connection),
    ratchets: openRatchets(connection),
    layers: openLayers(connection),
    contacts: openContacts(connection),
    outbox: openOutboxTable(connection),
    packets: openPacketTable(connection),
    directories: openDirectories(connection),
    pages: openPageRequests(connection),
    pings: openPings(connection),
    spool: openSpool(connection),
    marks: openMarks(connection),
    mail,
    moves: openMoves(connection),
    transaction: connection.transaction,
    reading: connection.reading,
    watch: connection.watch,
    changed: connection.changed,
    poll: connection.poll,
    usedBytes: openUsage(connection),
    follow: log === undefined ? () => () => undefined : openFollowing(log, connection.poll),
    integrity: openIntegrity(connection),
    close: () => {
      end();
      connection.close();
    },
  };
}
