// Trying a key on somebody else's article, which a nym without an hSub does with all that come, beside the raw private-key
// operation of Node: the physical limit.
import { constants, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { compare } from './ratio.mjs';

const { generateKey, open, readRecipients, seal } = createRequire(import.meta.url)('../dist/protocol/openpgp/index.js');

const created = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-11-22T12:00:00Z');
const key = (email) => generateKey({ email, algorithm: 'rsa4096', created });

/** How many times the raw operation one article costs with one key. */
export async function trying() {
  const [alice, bob] = [await key('panda@nym.test'), await key('koala@nym.test')];
  const server = await generateKey({ email: 'config@nym.test', algorithm: 'rsa2048', created });
  // half of it text that packs well, as mail does
  const payload = Buffer.concat([Buffer.from('A line of an ordinary letter.\n'.repeat(69)), randomBytes(2026)]);
  const body = await seal({ payload, recipients: [alice.publicKey], signer: server, wildcard: true, now });

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const number = Buffer.concat([Buffer.alloc(1), randomBytes(511)]);
  const raw = () => privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, number);

  /** As the street does it: a look at the packets' heads, then the key. */
  const ours = async () => {
    if (!readRecipients(body)) throw new Error('this should be worth trying');
    const error = await open(body, { keys: [bob], passphrases: [], signers: [server.publicKey], now }).catch((e) => e);
    if (error.code !== 'no-key') throw new Error('a stranger opened the message');
  };
  return [{ name: 'trial of a key, RSA-4096', bar: 1.15, ...(await compare({ ours, peer: raw, rounds: 100 })) }];
}
