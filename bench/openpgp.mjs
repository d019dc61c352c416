// How much opening a 4 KB message costs, in raw RSA-4096 private-key operations of Node: the physical limit.
import { constants, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { compare, report } from './ratio.mjs';

const { generateKey, open, seal } = createRequire(import.meta.url)('../dist/protocol/openpgp/index.js');

const now = new Date('2026-11-22T12:00:00Z');
const created = new Date('2026-01-01T00:00:00Z');
const key = (email) => generateKey({ email, algorithm: 'rsa4096', created });
const [alice, bob, server] = [await key('panda@nym.test'), await key('bob@example.org'), await key('config@nym.test')];

// Half of it text that packs well, as mail does.
const payload = Buffer.concat([Buffer.from('A line of an ordinary letter.\n'.repeat(69)), randomBytes(2026)]);
const message = await seal({ payload, recipients: [alice.publicKey], signer: server, wildcard: true, now });

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
const number = Buffer.concat([Buffer.alloc(1), randomBytes(511)]);
const raw = () => privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, number);

const openWith = (one) => open(message, { keys: [one], passphrases: [], signers: [server.publicKey], now });

async function rightKey() {
  const { plaintext, signature } = await openWith(alice);
  if (!plaintext.equals(payload) || signature.verdict !== 'good') throw new Error('the message did not open');
}

async function wrongKey() {
  const error = await openWith(bob).catch((e) => e);
  if (error.code !== 'no-key') throw new Error('a stranger opened the message');
}

report([
  { name: 'wrong key', bar: 1.3, ...(await compare({ ours: wrongKey, peer: raw })) },
  { name: 'right key, signature verified', bar: 2, ...(await compare({ ours: rightKey, peer: raw })) },
]);
