import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { expect, test } from '@jest/globals';
import { systemRandom } from '../../../src/base/random';
import { writeLogins } from '../../../src/bridge/setup/logins';
import { writePlainDatabase } from '../../../src/store';
import { temporaryFolder } from '../../support/folder';

// How Thunderbird reads them is in test/interop/thunderbird.test.ts; here, the way in by hand.

const password = 'abcdefghijkmnopqrstu';
const account = { user: 'panda@nym.test' };

function write() {
  const { loginsJson, keyStore } = writeLogins(account, password, 1_795_000_000_000, systemRandom);
  const file = join(temporaryFolder(), 'key4.db');
  closeSync(openSync(file, 'w'));
  writePlainDatabase(file, keyStore);
  return { loginsJson, file };
}

/** The whole numbers of nested DER: each octet string on the way, in order. */
function octetStrings(der: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < der.length;) {
    const tag = der[at];
    const long = der[at + 1] === 0x81;
    const length = (long ? der[at + 2] : der[at + 1]) ?? 0;
    const start = at + (long ? 3 : 2);
    const content = der.subarray(start, start + length);
    if (tag === 0x04) found.push(content);
    if (tag === 0x30) found.push(...octetStrings(content));
    at = start + length;
  }
  return found;
}

function decrypt(key: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

test('the key store opens with the empty primary password, and its key opens the logins', () => {
  const { loginsJson, file } = write();
  const database = new Database(file);
  const meta = database
    .prepare("SELECT item1 FROM metaData WHERE id = 'password'")
    .get<{ item1: Uint8Array<ArrayBuffer> }>();
  const row = database.prepare('SELECT a11 FROM nssPrivate').get<{ a11: Uint8Array<ArrayBuffer> }>();
  database.close();
  const [salt, iv, encrypted] = octetStrings(Buffer.from(row?.a11 ?? []));
  if (!salt || !iv || !encrypted) throw new Error('there is no key');
  const start = createHash('sha1')
    .update(Buffer.from(meta?.item1 ?? []))
    .digest();
  const key = decrypt(pbkdf2Sync(start, salt, 1, 32, 'sha256'), Buffer.concat([Buffer.from([4, 14]), iv]), encrypted);

  const { logins } = JSON.parse(loginsJson) as { logins: { hostname: string; [field: string]: unknown }[] };
  const read = (field: unknown) => {
    const [, own, text] = octetStrings(Buffer.from(String(field), 'base64'));
    return own && text ? decrypt(key, own, text).toString() : '';
  };
  expect(logins.map((one) => [one.hostname, read(one.encryptedUsername), read(one.encryptedPassword)])).toEqual([
    ['imap://127.0.0.1', 'panda@nym.test', password],
    ['smtp://127.0.0.1', 'panda@nym.test', password],
  ]);
});

test('no two profiles have the same key, and neither file shows the password', () => {
  const [one, other] = [write(), write()];
  expect(readFileSync(one.file).equals(readFileSync(other.file))).toBe(false);
  for (const text of [one.loginsJson, readFileSync(one.file, 'latin1')])
    expect(text.includes(password) || text.includes('panda')).toBe(false);
});
