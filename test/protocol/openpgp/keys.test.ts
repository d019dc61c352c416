import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { encryptKey, readKey, readPrivateKey, reformatKey, revokeKey } from 'openpgp';
import { generateKey, readKeyRing, readPublicKey, readPublicKeys, readSecretKey } from '../../../src/protocol/openpgp';
import type { PublicKey, SecretKey } from '../../../src/protocol/openpgp';
import { armoredSecretKey, publicKey, secretKey } from '../../support/keys';
import { packet as framed } from '../../support/packets';

const created = new Date('2026-11-22T12:00:00Z');
const twoYears = 2 * 365 * 86_400;

function factsOf({ armored: _, binary: __, ...facts }: PublicKey) {
  return facts;
}

async function selfSignature(key: SecretKey) {
  const library = await readKey({ binaryKey: key.publicKey.binary() });
  return { library, user: (await library.getPrimaryUser(created)).selfCertification };
}

describe('making keys', () => {
  test('a server reads from the key: AES256 first, SHA-256, ZLIB, integrity, no AEAD, version 4', async () => {
    const { library, user } = await selfSignature(await secretKey('alice'));
    expect(library.keyPacket.version).toBe(4);
    expect(user.preferredSymmetricAlgorithms?.[0]).toBe(9);
    expect(user.preferredHashAlgorithms?.[0]).toBe(8);
    expect(user.preferredCompressionAlgorithms?.[0]).toBe(2);
    expect([...(user.features ?? [])]).toEqual([1]);
    expect(user.hashAlgorithm).toBe(8);
    expect(user.rawNotations).toEqual([]);
  });

  test('the key is dated and ends as told, subkey and all', async () => {
    const key = await generateKey({
      name: 'Alice',
      email: 'panda@nym.test',
      algorithm: 'ecc',
      created,
      expiresAfterSeconds: twoYears,
    });
    expect(factsOf(key.publicKey)).toMatchObject({
      userIds: ['Alice <panda@nym.test>'],
      algorithm: 'ed25519+cv25519',
      created,
      expires: new Date(created.getTime() + twoYears * 1000),
      canEncrypt: true,
      canSign: true,
    });
    const { library } = await selfSignature(key);
    expect(await library.subkeys[0]?.getExpirationTime(created)).toEqual(key.publicKey.expires);
  });

  test('an RSA key has the size asked for', async () => {
    const { publicKey } = await generateKey({ email: 'panda@nym.test', algorithm: 'rsa2048', created });
    expect(publicKey).toMatchObject({ algorithm: 'rsa2048', userIds: ['<panda@nym.test>'], expires: undefined });
  });

  test('an address that would make another user id is refused', async () => {
    const wishes = [
      { email: 'panda@nym.test>' },
      { email: 'panda' },
      { email: 'a b@nym.test' },
      { email: 'panda@nym.test', name: 'Koala <koala@nym.test>' },
      { email: 'panda@nym.test', name: 'two\nlines' },
    ];
    for (const wish of wishes)
      await expect(generateKey({ ...wish, algorithm: 'ecc', created })).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('a secret key does not show itself', async () => {
    const key = await secretKey('alice');
    expect([inspect(key), JSON.stringify(key), String(key)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
    expect(inspect({ key }, { depth: 9 })).toBe('{ key: [secret] }');
  });
});

describe('reading public keys', () => {
  test('binary, armored, with CRLF and among text, it is the same key', async () => {
    const alice = await publicKey('alice');
    const armored = alice.armored();
    const texts = [armored, armored.replaceAll('\n', '\r\n'), `Here is my key:\n\n${armored}\n-- \nAlice\n`];
    for (const bytes of [alice.binary(), ...texts.map((text) => Buffer.from(text))])
      expect(factsOf(await readPublicKey(bytes))).toEqual(factsOf(alice));
  });

  test('several keys are told apart, in one block, in several, and in binary', async () => {
    const keys = [await publicKey('alice'), await publicKey('server'), await publicKey('carol')];
    const expected = keys.map(({ fingerprint }) => fingerprint);
    const binary = Buffer.concat(keys.map((key) => key.binary()));
    const blocks = Buffer.from(keys.map((key) => key.armored()).join('\n'));
    const oneBlock = Buffer.from(`-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${binary.toString('base64')}\n`);
    for (const bytes of [binary, blocks, oneBlock])
      expect((await readPublicKeys(bytes)).map(({ fingerprint }) => fingerprint)).toEqual(expected);
    await expect(readPublicKey(blocks)).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('a secret key given for a public one is refused, however it is labelled', async () => {
    const binary = (await secretKey('alice')).binary();
    const mislabelled = armoredSecretKey('alice').toString().replaceAll('PRIVATE', 'PUBLIC');
    for (const bytes of [binary, armoredSecretKey('alice'), Buffer.from(mislabelled)])
      await expect(readPublicKeys(bytes)).rejects.toMatchObject({
        code: 'bad-key',
        message: expect.stringContaining('secret key'),
      });
  });

  test('a secret key hidden behind a public one is refused', async () => {
    const bytes = Buffer.concat([(await publicKey('bob')).binary(), (await secretKey('alice')).binary()]);
    await expect(readPublicKeys(bytes)).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('a user id that the key did not sign is not listed', async () => {
    const alice = await publicKey('alice');
    const binary = alice.binary();
    const forged = Buffer.from(binary);
    forged.write('Panda', forged.indexOf('Alice'));
    await expect(readPublicKey(forged)).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('a subkey that is not signed is not encrypted to', async () => {
    const alice = (await publicKey('alice')).binary();
    const carol = (await publicKey('carol')).binary();
    const library = await readKey({ binaryKey: carol });
    const subkey = library.subkeys[0]?.keyPacket.write() ?? Buffer.alloc(0);
    const foreign = Buffer.concat([Buffer.from([0xc0 | 14, subkey.length]), subkey]);
    const key = await readPublicKey(Buffer.concat([alice, foreign]));
    expect(key.algorithm).toBe('rsa2048');
  });

  test('a revoked key can do nothing', async () => {
    const key = await readPrivateKey({ binaryKey: (await secretKey('carol')).binary() });
    const revoked = await revokeKey({ key, date: created, format: 'binary' });
    const { publicKey } = await readSecretKey(revoked.privateKey);
    expect(publicKey).toMatchObject({ canEncrypt: false, canSign: false, revoked: true });
    expect((await secretKey('carol')).publicKey.revoked).toBe(false);
  });

  test('a copy that its owner has signed again is the newer one, and nobody else can make it so', async () => {
    const carol = await secretKey('carol');
    const privateKey = await readPrivateKey({ binaryKey: carol.binary() });
    const later = await reformatKey({
      privateKey,
      userIDs: { name: 'C', email: 'koala@nym.test' },
      date: created,
      format: 'object',
    });
    const renewed = await readPublicKey(later.publicKey.write());
    expect(renewed.signed).toEqual(created);
    expect(renewed.signed.getTime()).toBeGreaterThan(carol.publicKey.signed.getTime());
    const forged = await readKey({ binaryKey: carol.publicKey.binary() });
    // a later signature, but over another user id
    forged.users[0]?.selfCertifications.push(...later.publicKey.users.flatMap((user) => user.selfCertifications));
    expect((await readPublicKey(forged.write())).signed).toEqual(carol.publicKey.signed);
  });

  test.each([
    ['nothing', ''],
    ['a text', 'no key in here\n'],
    ['a message', '-----BEGIN PGP MESSAGE-----\n\nhQGM\n-----END PGP MESSAGE-----\n'],
  ])('%s has no key', async (_, text) => {
    await expect(readPublicKeys(Buffer.from(text))).rejects.toMatchObject({ code: 'not-openpgp' });
    await expect(readSecretKey(Buffer.from(text))).rejects.toMatchObject({ code: 'not-openpgp' });
  });

  test('a key cut off anywhere is refused or whole in what is left, never a crash', async () => {
    const bytes = (await publicKey('carol')).binary();
    for (let length = 1; length < bytes.length; length += 7) {
      const key = await readPublicKey(bytes.subarray(0, length)).catch((error: unknown) => error);
      expect(key).toMatchObject(key instanceof Error ? { name: 'OpenPgpError' } : { canSign: true });
    }
  });
});

describe('reading what strangers have put together', () => {
  test('a useless key, first, last or damaged, does not stand in the way of a good one', async () => {
    const [alice, bob] = [await publicKey('alice'), await publicKey('bob')];
    const nameless = (await readKey({ binaryKey: bob.binary() })).toPacketList().slice(0, 1);
    const useless = Buffer.concat(nameless.map((packet) => framed(6, packet.write())));
    const damaged = Buffer.from(bob.binary()).fill(0x55, 12, 60);
    for (const parts of [
      [useless, alice.binary()],
      [alice.binary(), useless],
      [damaged, alice.binary()],
    ]) {
      const ring = await readKeyRing(Buffer.concat(parts));
      expect(ring.keys.map(({ fingerprint }) => fingerprint)).toEqual([alice.fingerprint]);
      expect(ring.useless).toBe(1);
    }
    await expect(readKeyRing(useless)).rejects.toMatchObject({ message: expect.stringContaining('no user id') });
  });

  test('a secret key among them is refused', async () => {
    const parts = [(await publicKey('alice')).binary(), (await secretKey('bob')).binary()];
    await expect(readKeyRing(Buffer.concat(parts))).rejects.toMatchObject({ code: 'bad-key' });
  });

  test('a key that was flooded with signatures is refused before they are verified, alone and among others', async () => {
    const flood = async (owner: 'bob' | 'carol', times: number) => {
      const library = await readKey({ binaryKey: (await publicKey(owner)).binary() });
      for (const user of library.users) {
        const [own] = user.selfCertifications;
        user.selfCertifications = Array.from({ length: times }, () => own).flatMap((one) => one ?? []);
      }
      return library.write();
    };
    await expect(readPublicKey(await flood('carol', 401))).rejects.toMatchObject({ code: 'too-large' });
    await expect(readKeyRing(await flood('carol', 401))).rejects.toThrow(/flooded with signatures/);
    const ring = [await flood('carol', 401), (await publicKey('alice')).binary()];
    expect(await readKeyRing(Buffer.concat(ring))).toMatchObject({ keys: [{ keyIds: expect.anything() }], useless: 1 });
    const many = [...ring, await flood('bob', 300), await flood('carol', 300)];
    await expect(readKeyRing(Buffer.concat(many))).rejects.toThrow(/flooded with signatures/);
  });

  test('more keys than anybody has are refused before any is looked at', async () => {
    const alice = (await publicKey('alice')).binary();
    const ring = readKeyRing(Buffer.concat(Array.from({ length: 65 }, () => alice)));
    await expect(ring).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('reading secret keys', () => {
  test('what is stored comes back the same, and opens', async () => {
    const alice = await secretKey('alice');
    const again = await readSecretKey(alice.binary());
    expect(factsOf(again.publicKey)).toEqual(factsOf(alice.publicKey));
    expect(again.binary()).toEqual(alice.binary());
  });

  test('a locked key wants its passphrase', async () => {
    const privateKey = await readPrivateKey({ binaryKey: (await secretKey('carol')).binary() });
    const locked = Buffer.from((await encryptKey({ privateKey, passphrase: 'bamboo' })).write());
    await expect(readSecretKey(locked)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(readSecretKey(locked, 'shoots')).rejects.toMatchObject({ code: 'wrong-passphrase' });
    const key = await readSecretKey(locked, 'bamboo');
    expect(key.binary()).toEqual((await secretKey('carol')).binary());
  });

  test('a public key given for a secret one is refused', async () => {
    const { binary, armored } = await publicKey('alice');
    for (const bytes of [binary(), Buffer.from(armored())])
      await expect(readSecretKey(bytes)).rejects.toMatchObject({ code: 'bad-key' });
  });
});
