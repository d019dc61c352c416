import sodium from 'libsodium-wrappers';
import type { Random } from '../../../base/random';
import type { PublicKey, SecretKey } from './box';
import { keyIdOf } from './hashes';

/** A key pair for a new remailer. `boxesReady` must have come. */
export function makeKey(random: Random): SecretKey & PublicKey {
  const secret = random.bytes(32);
  const publicKey = Buffer.from(sodium.crypto_scalarmult_base(secret));
  return { keyId: keyIdOf(publicKey), secret, publicKey };
}
