import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EphemeralError, readPyaxoState } from '../../../src/protocol/ephemeral';
import { open, sealByPassphrase } from '../../../src/protocol/openpgp';
import { seededRandom } from '../../support/random';
import { Side, day, start } from './sides';

const golden = join(__dirname, '../../golden/ephemeral');
const file = readFileSync(join(golden, 'pyaxo.db'));
const article = (name: string) => readFileSync(join(golden, name));
const random = seededRandom('pyaxo');

async function imported(bytes = file, passphrase = 'burrow'): Promise<Side> {
  return new Side(await readPyaxoState(bytes, passphrase, start), random);
}

/** The code of the error that reading it gives. */
async function failure(bytes: Uint8Array, passphrase = 'burrow'): Promise<string> {
  return readPyaxoState(bytes, passphrase, start).then(
    () => 'a state',
    (error: unknown) => (error instanceof EphemeralError ? error.code : String(error)),
  );
}

/** A dump of one conversation, of columns that have the right number and are no keys. */
const row = `'wombat''s','nym.test',${"'KEY',".repeat(14)}0,0,0,1,0`;
const dump = (values: string) =>
  Buffer.from(`BEGIN TRANSACTION;\nINSERT INTO "conversations" VALUES(${values});\nCOMMIT;\n`);

test("the state that nymphemeral's nym had last is gone on with: what had not come opens, once, and what has come does not", async () => {
  const nym = await imported();
  const { articles } = JSON.parse(readFileSync(join(golden, 'manifest.json'), 'utf8')) as {
    articles: { inner_armor: string }[];
  };
  expect(nym.saved.receiving?.next).toBe(3);
  expect(nym.saved.receiving?.skipped).toHaveLength(1);
  expect(await nym.read(article('03-inbound-2.eml'))).toBe('duplicate');
  expect(await nym.read(article('02-inbound-1.eml'))).toBe(articles[1]?.inner_armor);
  expect(await nym.read(article('02-inbound-1.eml'))).toBe('duplicate');
});

test('what has not come in two days after that is not said to have been read', async () => {
  const nym = await imported();
  nym.now = start + 2 * day + 1;
  expect(await nym.read(article('02-inbound-1.eml'))).toBe('too-late');
});

test('a nym that was never written to has its first state, and its first article opens', async () => {
  const plain = (await opened()).split('\n').filter((line) => !line.includes("'eph.test'"));
  const nym = await imported(Buffer.from(plain.join('\n')));
  expect(nym.saved).toMatchObject({ sending: { kind: 'same', sent: 0, sentBefore: 0 }, past: [] });
  expect(await nym.read(article('01-create-ephemeral.eml'))).toContain('BEGIN PGP MESSAGE');
});

test('keys of a chain that was replaced open what belongs to it, whatever its number', async () => {
  const lines = (await opened()).split('\n');
  const [own, header] = ["'6917B69BEA0B60EFDC0152995C8F70EEA22315F6','eph.test'", /'WLSDDS[^']*'/g];
  const other = `'${Buffer.alloc(32, 7).toString('base64')}'`;
  // The conversation goes on to a chain of another header key; the skipped key keeps the one it had.
  const turned = lines.map((line) =>
    line.startsWith(`INSERT INTO "conversations" VALUES(${own}`) ? line.replace(header, other) : line,
  );
  const nym = await imported(Buffer.from(turned.join('\n')));
  expect(nym.saved.past).toHaveLength(1);
  expect(await nym.read(article('02-inbound-1.eml'))).toContain('BEGIN PGP MESSAGE');
  expect(await nym.read(article('02-inbound-1.eml'))).toBe('duplicate');
});

test.each<[string, () => Uint8Array | Promise<Uint8Array>, string, string]>([
  ['another passphrase', () => file, 'bamboo', 'wrong-passphrase'],
  ['a file cut off', () => file.subarray(0, 500), 'burrow', 'bad-state'],
  ['an empty file', () => Buffer.alloc(0), 'burrow', 'bad-state'],
  ['a file of another kind', () => Buffer.from('SQLite format 3\0'), 'burrow', 'bad-state'],
  ['no conversation', () => Buffer.from('BEGIN TRANSACTION;\nCOMMIT;\n'), 'burrow', 'bad-state'],
  ['keys that are none', () => dump(row), 'burrow', 'bad-state'],
  ['a row cut short', () => dump(row.slice(0, -2)), 'burrow', 'bad-state'],
  ['a row too long', () => dump(`${row},0`), 'burrow', 'bad-state'],
  ['a file too large', () => Buffer.alloc(17 * 1024 * 1024), 'burrow', 'bad-state'],
  ['a dump that unpacks to too much', async () => bomb(), 'burrow', 'bad-state'],
])('%s is refused', async (_, bytes, passphrase, code) => {
  expect(await failure(await bytes(), passphrase)).toBe(code);
});

test('any text in the place of a row is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom("'", "''", ',', ')', ');', '0', 'NULL', 'a', ' ') }),
      async (values) => {
        expect(await failure(dump(values))).toBe('bad-state');
      },
    ),
  );
});

async function bomb(): Promise<Uint8Array> {
  return sealByPassphrase(Buffer.alloc(20 * 1024 * 1024), Buffer.from('burrow'), { random, now: new Date(start) });
}

/** The dump of the golden file, as pyaxo leaves it where it has no passphrase. */
async function opened(): Promise<string> {
  const wishes = { keys: [], passphrases: ['burrow'], signers: [], now: new Date(start) };
  return (await open(file, wishes)).plaintext.toString('utf8');
}
