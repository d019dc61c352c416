import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { firstMailboxes } from '../../src/nym';
import { openNyms } from '../../src/nym';
import type { Nyms } from '../../src/nym';
import type { PublicKey, SecretKey } from '../../src/protocol/openpgp';
import { openMemoryStore } from '../../src/store';
import type { Store } from '../../src/store';
import { publicKey, secretKey } from '../support/keys';
import { aliceDraft, start } from '../support/nyms';
import { seededRandom } from '../support/random';

let store: Store;
let nyms: Nyms;
let serverKey: PublicKey;
let aliceKey: SecretKey;

beforeAll(async () => {
  serverKey = await publicKey('server');
  aliceKey = await secretKey('alice');
});

beforeEach(async () => {
  store = openMemoryStore();
  nyms = openNyms(store);
  await nyms.addServer('nym.test', serverKey, start);
});

const create = (address: string, more = {}) =>
  nyms.create({ address, transport: 'smtp', key: aliceKey, ...more }, start, seededRandom('nym'));

describe('a new nym', () => {
  test('is a draft with a key, a subject nobody can guess, and a password', async () => {
    const { alice } = await aliceDraft();
    expect(alice).toMatchObject({
      address: 'panda@nym.test',
      domain: 'nym.test',
      state: 'draft',
      displayName: 'Alice',
    });
    expect(alice.key.publicKey.fingerprint).toBe(aliceKey.publicKey.fingerprint);
    expect(alice.server.key.fingerprint).toBe(serverKey.fingerprint);
    expect(alice.asked?.hsub).toMatch(/^[a-z2-9]{26}$/); // 26 times 5.04 bits: 131
    expect(alice.password).toMatch(/^[a-z2-9]{20}$/); // 100 bits
    expect(alice.selectors).toEqual([{ scheme: 'hsub', passphrase: alice.asked?.hsub }]);
    expect([alice.settings, alice.options]).toEqual([undefined, {}]);
  });

  test('has the mailboxes a mail client looks for, subscribed and with their uses', async () => {
    const { id } = await create('panda@nym.test');
    const rows = store.mail.mailboxes.list(id);
    expect(rows.every(({ subscribed }) => subscribed)).toBe(true);
    expect(new Map(rows.map(({ name, specialUse }) => [name, specialUse]))).toEqual(
      new Map(firstMailboxes.map(([name, use]) => [name, use])),
    );
  });

  test('has a key of its own that lives as long as was said', async () => {
    const nym = await nyms.create(
      { address: 'koala@nym.test', displayName: 'Koala', algorithm: 'ecc', lifeSeconds: 86_400, transport: 'smtp' },
      start,
      seededRandom('koala'),
    );
    expect(nym.expiresAt).toBe(start + 86_400_000);
    expect(nym.key.publicKey.userIds).toEqual(['Koala <koala@nym.test>']);
  });

  test('is kept in lower case, for the server knows no other', async () => {
    expect((await create(' Panda@NYM.test ')).address).toBe('panda@nym.test');
    expect(await nyms.byAddress('PANDA@nym.test')).toBeDefined();
  });

  test.each([
    ['panda', 'no mail address'],
    ['panda+1@nym.test', 'only what follows the plus'],
    ['config@nym.test', 'belongs to the server itself'],
    ['panda@elsewhere.test', 'nymbridge server add elsewhere.test'],
  ])('%s is refused before anything is made', async (address, why) => {
    await expect(create(address)).rejects.toThrow(UserError);
    await expect(create(address)).rejects.toThrow(why);
    expect(await nyms.all()).toEqual([]);
  });

  test('that is here already is refused', async () => {
    await create('panda@nym.test');
    await expect(create('Panda@nym.test')).rejects.toThrow('is here already');
  });

  test.each(['two\nlines', 'An <angle>', 'koala@nym.test', 'x'.repeat(101)])(
    'a display name like %j is refused',
    async (displayName) => {
      await expect(create('panda@nym.test', { displayName })).rejects.toThrow('display name');
    },
  );

  test('made by another process is seen, and its key is read once', async () => {
    const other = openNyms(store);
    await create('panda@nym.test');
    const [first] = await other.all();
    const [again] = await other.all();
    expect(first?.address).toBe('panda@nym.test');
    expect(again?.key).toBe(first?.key);
  });
});

describe('a server', () => {
  test('has one key for good', async () => {
    await expect(nyms.addServer('NYM.test', serverKey, start)).rejects.toThrow('already');
    expect((await nyms.servers()).map(({ domain, key }) => [domain, key.fingerprint])).toEqual([
      ['nym.test', serverKey.fingerprint],
    ]);
  });

  test('whose key has expired, or whose name is none, is refused', async () => {
    await expect(nyms.addServer('old.test', await publicKey('dave'), start)).rejects.toThrow('expired');
    await expect(nyms.addServer('no domain', serverKey, start)).rejects.toThrow('no domain name');
  });
});
