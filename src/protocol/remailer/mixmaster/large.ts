import { timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { part } from '../packet';
import { hmac, openRegister } from './ciphers';
import { macedBytes, sealedAt } from './layout';

// The large-key extension: AES over all that 3DES has encrypted, and macs (mixmaster.md §5 and §6).

/** What a hop's header stands before: its block, the body, and the headers of later hops. */
export interface Texts {
  readonly block: Buffer;
  readonly body: Buffer;
  readonly later: Buffer;
}

const derived = (hmacKey: Buffer, preKey: Buffer, label: string) => hmac(hmacKey, label, preKey);

/** The three in the order in which they share the register. */
function eachText(texts: Texts, hmacKey: Buffer, preKey: Buffer, turn: (key: Buffer, text: Buffer) => Buffer): Texts {
  const block = turn(derived(hmacKey, preKey, 'tte-crypt'), texts.block);
  const body = turn(derived(hmacKey, preKey, 'body-crypt'), texts.body);
  return { block, body, later: turn(derived(hmacKey, preKey, 'header-crypt'), texts.later) };
}

const registerOf = (hmacKey: Buffer, preKey: Buffer) =>
  openRegister(derived(hmacKey, preKey, 'aes-iv').subarray(0, 16));

/** Encrypts the three, and gives what RSA seals: `session` among it. The exit's header mac is random, so that it does not tell the chain's length. */
export function sealLarge(
  texts: Texts,
  session: Buffer,
  isExit: boolean,
  random: Random,
): { texts: Texts; sealed: Buffer } {
  const [hmacKey, preKey] = [random.bytes(64), random.bytes(32)];
  const encrypted = eachText(texts, hmacKey, preKey, registerOf(hmacKey, preKey).encrypt);
  const headerMac = isExit ? random.bytes(32) : hmac(hmacKey, encrypted.later.subarray(0, macedBytes));
  const macs = [headerMac, hmac(hmacKey, encrypted.body), hmac(hmacKey, encrypted.block)];
  return { texts: encrypted, sealed: Buffer.concat([session, hmacKey, ...macs, preKey]) };
}

/** Checks the macs of body and block, and decrypts. The headers' mac is of no use before it is known that this is no exit. Throws `altered`. */
export function openLarge(texts: Texts, sealed: Buffer): Texts {
  const [hmacKey, preKey] = [part(sealed, sealedAt.hmacKey), part(sealed, sealedAt.preKey)];
  checkMac(part(sealed, sealedAt.bodyMac), hmac(hmacKey, texts.body));
  checkMac(part(sealed, sealedAt.blockMac), hmac(hmacKey, texts.block));
  return eachText(texts, hmacKey, preKey, registerOf(hmacKey, preKey).decrypt);
}

/** `later` as it came. Throws `altered`. */
export function checkLater(later: Buffer, sealed: Buffer): void {
  checkMac(part(sealed, sealedAt.headerMac), hmac(part(sealed, sealedAt.hmacKey), later.subarray(0, macedBytes)));
}

function checkMac(told: Buffer, mac: Buffer): void {
  if (!timingSafeEqual(told, mac)) throw new RemailerError('altered', 'The packet was changed on its way.');
}
