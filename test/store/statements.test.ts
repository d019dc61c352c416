import { expect, test } from '@jest/globals';
import Database from '@signalapp/sqlcipher';
import { openStatements } from '../../src/store/statements';

test.each([
  ['a buffer of its own', Buffer.alloc(0)],
  ['the end of a longer one', Buffer.from('mail').subarray(4)],
  ['memory that threads share', new Uint8Array(new SharedArrayBuffer(0))],
])('no bytes at all, from %s, are kept as bytes and not taken for NULL', (_from, bytes) => {
  const { statement, close } = openStatements(new Database(':memory:'));
  expect(statement('SELECT typeof(?) AS type').get(bytes)).toEqual({ type: 'blob' });
  close();
});
