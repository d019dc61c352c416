// How much packing costs, in the raw primitives that a packet of so many hops needs, called alone: the physical limit.
import {
  constants,
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  randomInt,
} from 'node:crypto';
import { createRequire } from 'node:module';
import { compare, report } from './ratio.mjs';

const require = createRequire(import.meta.url);
const { mixmaster, yamn } = require('../dist/protocol/remailer/index.js');
const sodium = require('libsodium-wrappers');
await yamn.boxesReady;

const random = { bytes: randomBytes, below: randomInt };
const around = { random, day: Math.floor(Date.now() / 86_400_000) };
const text = Buffer.concat([Buffer.from('To: send@nym.test\n\n'), Buffer.alloc(4000, 'x')]);
const times = (count, f) => {
  for (let i = 0; i < count; i++) f();
};

const pair = sodium.crypto_box_keypair();
const yamnHop = { address: 'mix@mix.test', keyId: randomBytes(16), publicKey: Buffer.from(pair.publicKey) };
const [data, slot, later, body] = [160, 256, 20_224, 17_920].map((length) => randomBytes(length));
const ctr = (bytes) => createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16)).update(bytes);

/** A box with a key of its own for every hop, a digest over what follows, the streams of ten slots, and the body. */
const rawYamn = (hops) => () => {
  times(hops, () => {
    const secret = randomBytes(32);
    sodium.crypto_scalarmult_base(secret);
    sodium.crypto_box_easy(data, randomBytes(24), pair.publicKey, secret);
    createHash('blake2s256').update(later).digest();
    ctr(body);
  });
  times((hops - 1) * 10, () => ctr(slot));
  randomBytes((10 - hops) * 256);
};
const ourYamn = (hops) => () => yamn.packMessage(text, [[Array(hops).fill(yamnHop)]], around);

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
const mixHop = {
  address: 'mix@mix.test',
  keyId: randomBytes(16),
  bits: 4096,
  key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
};
const [unit, units, block, mixBody] = [512, 9728, 328, 10_240].map((length) => randomBytes(length));
const des = (bytes) =>
  createCipheriv('des-ede3-cbc', randomBytes(24), randomBytes(8)).setAutoPadding(false).update(bytes);
const cfb = (bytes) => createCipheriv('aes-256-cfb', randomBytes(32), randomBytes(16)).update(bytes);
const hmac = (bytes) => createHmac('sha256', randomBytes(32)).update(bytes).digest();

/** RSA, 3DES over block, body and nineteen units, AES over the same, and three macs, for every hop. */
const rawMix = (hops) => () => {
  times(hops, () => {
    publicEncrypt({ key: mixHop.key, padding: constants.RSA_PKCS1_PADDING }, data);
    for (const bytes of [block, mixBody]) des(bytes);
    for (const bytes of [block, mixBody, units]) cfb(bytes);
    for (const bytes of [block, mixBody, units.subarray(0, 1024)]) hmac(bytes);
  });
  times((hops - 1) * 19, () => des(unit));
};
const payload = mixmaster.writePayload({ destinations: ['send@nym.test'], headers: [], text }, false);
const ourMix = (hops) => () => mixmaster.packMessage(payload, [[Array(hops).fill(mixHop)]], around);

const rows = [];
for (const [name, ours, raw] of [
  ['YAMN', ourYamn, rawYamn],
  ['Mixmaster, 4096 bits', ourMix, rawMix],
])
  for (const hops of [3, 10])
    rows.push({ name: `${name}, ${hops} hops`, bar: 3, ...(await compare({ ours: ours(hops), peer: raw(hops) })) });
report(rows);

const started = process.hrtime.bigint();
const count = 400;
times(count, ourYamn(3));
const rate = (count * 1e9) / Number(process.hrtime.bigint() - started);
console.log(`YAMN, 3 hops: ${rate.toFixed(0)} packets a second on one core (bar 200)`);
