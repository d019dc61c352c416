import { createHash, generateKeyPairSync } from 'node:crypto';
import type { SecretKey } from '../../src/protocol/remailer/mixmaster/header';
import type { KeyBits } from '../../src/protocol/remailer/mixmaster/layout';
import type { Hop } from '../../src/protocol/remailer/mixmaster/pack';
import { type Peeled, peelPacket } from '../../src/protocol/remailer/mixmaster/peel';
import { seededRandom } from './random';

// Mixmaster remailers that live in a test. Keys are fresh in every run: nothing depends on what they are.

export interface TestMix {
  readonly hop: Hop;
  readonly peel: (packet: Buffer) => Peeled;
}

const keys = new Map<string, SecretKey>();

/** One key a name and size for the whole run: making one takes a while. */
function keyFor(name: string, bits: KeyBits): SecretKey {
  const known = keys.get(name);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const keyId = createHash('md5').update(name).digest();
  const key = { keyId, bits, key: privateKey };
  keys.set(name, key);
  return key;
}

/** `name@mix.test`, that has seen nothing yet. */
export function openMix(name: string, bits: KeyBits, day: number): TestMix {
  const key = keyFor(name, bits);
  const seen = new Set<string>();
  const remailer = {
    keyOf: (id: Buffer) => (key.keyId.equals(id) ? key : undefined),
    isNew: (id: Buffer) => {
      const before = seen.size;
      return seen.add(id.toString('hex')).size > before;
    },
    day,
    random: seededRandom(name),
  };
  return { hop: { ...key, address: `${name}@mix.test` }, peel: (packet) => peelPacket(packet, remailer) };
}
