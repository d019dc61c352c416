import { chmodSync, closeSync, openSync } from 'node:fs';
import type { Secret } from '../../base/secret';
import { translated } from '../driverErrors';
import { limits } from '../limits';
import { versionOf } from '../migrate';
import { openDatabase } from '../open';

/** The first version that keeps articles after they were looked at. */
const spoolVersion = 14;
const dropSpool = `
  DELETE FROM copy.article_source WHERE article_id IN (SELECT id FROM copy.article WHERE state = 'done');
  UPDATE copy.article SET bytes = NULL WHERE state = 'done';
`;

/** The first version that keeps texts for SEARCH. They are as much again as the texts of the mails, and `run` reads them anew. */
const textsVersion = 21;
const dropTexts = 'DELETE FROM copy.body_text;';
/** From this version on a number says how far they are read; before, each body had a row. */
const textsCountedVersion = 24;
const allTextsDue = (version: number) =>
  version < textsCountedVersion
    ? 'INSERT OR IGNORE INTO copy.text_due (body_id) SELECT id FROM copy.body;'
    : `DELETE FROM copy.counter WHERE name = 'texts';`;

/**
 * Writes a copy of the store in `dir` as it is at one moment, under the same key, to `path`, whatever other processes write
 * meanwhile: they are not kept waiting. Without the articles of the newsgroup that were looked at, which may be most of it and are
 * public, and without what is kept twice for searches. Not flushed to the disk.
 */
export function takeSnapshot(dir: string, key: Secret, path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
  const database = openDatabase(dir, key);
  try {
    translated(() => {
      const version = versionOf(database);
      database.exec('PRAGMA temp_store = MEMORY');
      key.use((bytes) => {
        const quoted = path.replaceAll("'", "''");
        database.exec(`ATTACH '${quoted}' AS copy KEY "x'${bytes.toString('hex')}'"`);
      });
      // what is left of a copy after a crash is thrown away: it needs no journal
      database.exec(`
        PRAGMA copy.cipher_page_size = ${limits.pageBytes};
        PRAGMA copy.journal_mode = OFF;
        PRAGMA copy.synchronous = OFF;
        BEGIN;
        SELECT sqlcipher_export('copy');
        PRAGMA copy.user_version = ${version};
        ${version < spoolVersion ? '' : dropSpool}
        ${version < textsVersion ? '' : dropTexts + allTextsDue(version)}
        COMMIT;
        VACUUM copy;
        DETACH copy;
      `);
    });
  } finally {
    database.close();
  }
}
