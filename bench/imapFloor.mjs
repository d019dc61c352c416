// What the encrypted file takes by itself for what a row does, in this process, with nothing of IMAP or of our store around it: the driver reads
// the same bytes, or commits as often. No row can be quicker; of one that is bound to be slower than the peer that is the reason.
import { createRequire } from 'node:module';
import { median } from './ratio.mjs';

const require = createRequire(import.meta.url);
const { Secret } = require('../dist/base/secret.js');
const { openDatabase } = require('../dist/store/open.js');

const rounds = 3;

/** All mails, or the first so many, each in one piece as far as it lies in one. */
function read(database, most = -1) {
  const bodies = database.prepare('SELECT id, bytes, size FROM body ORDER BY id LIMIT ?').all([most]);
  const rest = database.prepare('SELECT bytes FROM body_chunk WHERE body_id = ?');
  for (const { id, bytes, size } of bodies) if ((bytes?.length ?? 0) < size) rest.all([id]);
}

/** What lies in one row of each mail: of long ones the beginning. */
function readBeginnings(database) {
  database.prepare('SELECT bytes FROM body ORDER BY id').all([]);
}

/** A table of so many rows, each changed by a commit of its own that does not wait for the disk, as those of flags: one page. */
function mark(database, count) {
  database.exec('PRAGMA synchronous = NORMAL; CREATE TABLE IF NOT EXISTS marks (id INTEGER PRIMARY KEY, mark INTEGER)');
  database.exec('BEGIN; DELETE FROM marks');
  const insert = database.prepare('INSERT INTO marks VALUES (?, 0)');
  for (let id = 1; id <= count; id++) insert.run([id]);
  database.exec('COMMIT');
  const [begin, update, commit] = ['BEGIN IMMEDIATE', 'UPDATE marks SET mark = mark + 1 WHERE id = ?', 'COMMIT'].map(
    (text) => database.prepare(text),
  );
  return () => {
    for (let id = 1; id <= count; id++) {
      begin.run();
      update.run([id]);
      commit.run();
    }
  };
}

/** As many mails of four kilobytes, each on the disk before the next. */
function file(database, count) {
  database.exec('PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS filed (id INTEGER PRIMARY KEY, bytes BLOB)');
  const insert = database.prepare('INSERT INTO filed (bytes) VALUES (?)');
  const bytes = Buffer.alloc(4096, 'x');
  return () => {
    for (let n = 0; n < count; n++) insert.run([bytes]);
  };
}

/** By row: what it does to the file, made ready on a connection that has read nothing. */
const floors = {
  'download all': (database) => () => read(database),
  'first part of all': (database) => () => readBeginnings(database),
  '200 bodies, pipelined': (database) => () => read(database, 200),
  '200 bodies, one by one': (database) => () => read(database, 200),
  '500 stores, one by one': (database) => mark(database, 500),
  'append 500': (database) => file(database, 500),
};

/** The results, with the milliseconds that the file alone takes (`floor`) in those rows for which that is known. */
export function withFloors(folder, key, results) {
  return results.map((result) => {
    const prepare = floors[result.name];
    return prepare
      ? { ...result, floor: median(Array.from({ length: rounds }, () => timed(folder, key, prepare))) }
      : result;
  });
}

function timed(folder, key, prepare) {
  const database = openDatabase(folder, new Secret(Buffer.from(key, 'hex')));
  try {
    const run = prepare(database);
    const start = performance.now();
    run();
    return performance.now() - start;
  } finally {
    database.close();
  }
}
