import sodium from 'libsodium-wrappers';
import type { Random } from '../../src/base/random';
import { boxesReady, type SecretKey } from '../../src/protocol/remailer/yamn/box';
import { keyIdOf } from '../../src/protocol/remailer/yamn/hashes';
import type { Hop } from '../../src/protocol/remailer/yamn/pack';
import { type Peeled, peelPacket, type Remailer } from '../../src/protocol/remailer/yamn/peel';

// Remailers that live in a test: keys, and what they have seen.

export interface TestRemailer {
  readonly hop: Hop;
  readonly peel: (packet: Buffer) => Peeled;
}

/** A remailer that knows these keys and has seen nothing yet. */
export function remailerWith(keys: readonly SecretKey[], day: number): Remailer {
  const seen = new Set<string>();
  return {
    keyOf: (id) => keys.find(({ keyId }) => keyId.equals(id)),
    isNew: (id) => {
      const before = seen.size;
      return seen.add(id.toString('hex')).size > before;
    },
    day,
  };
}

/** `name@mix.test`, for each name. */
export async function openRemailers(names: readonly string[], random: Random, day: number): Promise<TestRemailer[]> {
  await boxesReady;
  return names.map((name) => {
    const secret = random.bytes(32);
    const publicKey = Buffer.from(sodium.crypto_scalarmult_base(secret));
    const keyId = keyIdOf(publicKey);
    const remailer = remailerWith([{ keyId, secret }], day);
    return { hop: { address: `${name}@mix.test`, keyId, publicKey }, peel: (packet) => peelPacket(packet, remailer) };
  });
}
