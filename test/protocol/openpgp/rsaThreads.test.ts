import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { openRsaThreads } from '../../../src/protocol/openpgp';
import type { RsaThreads } from '../../../src/protocol/openpgp';

const pairs = [1024, 2048].map((modulusLength) => generateKeyPairSync('rsa', { modulusLength }));
let threads: RsaThreads;
afterEach(() => threads.close());

/** A block, and what the key makes of it. */
function sample(which: 0 | 1) {
  const { publicKey, privateKey } = pairs[which] ?? {};
  if (!publicKey || !privateKey) throw new Error('no key');
  const block = Buffer.concat([Buffer.alloc(1), randomBytes((which === 0 ? 1024 : 2048) / 8 - 1)]);
  const input = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
  return { key: privateKey, input, block };
}

test('operations by several keys, more than one thread takes at once, each give their own block', async () => {
  threads = openRsaThreads(2);
  const samples = Array.from({ length: 300 }, (_, i) => sample(i % 2 === 0 ? 0 : 1));
  const blocks = await Promise.all(samples.map(({ key, input }) => threads.raw(key, input)));
  expect(blocks.map((block) => block.toString('hex'))).toEqual(samples.map(({ block }) => block.toString('hex')));
});

test('a number that is not below the modulus gives nothing, and the next one its block', async () => {
  threads = openRsaThreads(1);
  const { key, input, block } = sample(0);
  for (let n = 0; n < 100; n++) expect(await threads.raw(key, Buffer.alloc(128, 0xff))).toHaveLength(0);
  expect(await threads.raw(key, input)).toEqual(block);
});

test('what is under way when the threads end is done all the same: an article must not pass for somebody else’s', async () => {
  threads = openRsaThreads(2);
  const samples = Array.from({ length: 200 }, () => sample(1));
  const all = Promise.all(samples.map(({ key, input }) => threads.raw(key, input)));
  await threads.raw(samples[0]!.key, samples[0]!.input);
  await threads.close();
  expect((await all).map((block) => block.toString('hex'))).toEqual(samples.map(({ block }) => block.toString('hex')));
  const { key, input } = sample(1);
  expect(await threads.raw(key, input)).toEqual(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, input));
});
