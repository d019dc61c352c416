import { createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { md5 } from './ciphers';
import type { PublicKey, SecretKey } from './header';
import type { KeyBits } from './layout';

const generate = promisify(generateKeyPair);

/** A key pair for a new remailer. The numbers are drawn by OpenSSL, which takes no other randomness than its own. */
export async function makeKey(bits: KeyBits): Promise<{ secretKey: SecretKey; publicKey: PublicKey }> {
  const { privateKey } = await generate('rsa', { modulusLength: bits });
  const key = createPublicKey(privateKey);
  const keyId = md5(numbersOf(key, bits));
  return { secretKey: { keyId, bits, key: privateKey }, publicKey: { keyId, bits, key } };
}

/** Modulus and exponent, each as long as the key: what the key's id is the digest of (mixmaster.md §2). */
export function numbersOf(key: KeyObject, bits: KeyBits): Buffer {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  const numbers = Buffer.alloc(bits / 4);
  const [modulus, exponent] = [Buffer.from(n, 'base64url'), Buffer.from(e, 'base64url')];
  modulus.copy(numbers, bits / 8 - modulus.length);
  exponent.copy(numbers, bits / 4 - exponent.length);
  return numbers;
}
