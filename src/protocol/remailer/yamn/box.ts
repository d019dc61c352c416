import sodium from 'libsodium-wrappers';
import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { part } from '../packet';
import { dataBytes, slotAt, slotBytes } from './layout';

/** A remailer's secret key: 32 bytes. */
export interface SecretKey {
  readonly keyId: Buffer;
  readonly secret: Buffer;
}

/** What a header slot is sealed for: its key id (16 bytes) and public key (32 bytes). */
export interface PublicKey {
  readonly keyId: Buffer;
  readonly publicKey: Buffer;
}

/** To be awaited once before anything is sealed or opened. */
export const boxesReady = sodium.ready;

/** A header slot with slot data in it, for one hop: a key of its own, a nonce, and the box (yamn.md §5.1). */
export function sealSlot(data: Buffer, to: PublicKey, random: Random): Buffer {
  const secret = random.bytes(32);
  const nonce = random.bytes(24);
  const slot = Buffer.alloc(slotBytes);
  part(slot, slotAt.keyId).set(to.keyId);
  part(slot, slotAt.ephemeralKey).set(sodium.crypto_scalarmult_base(secret));
  part(slot, slotAt.nonce).set(nonce);
  part(slot, slotAt.box).set(sealedFor(to, data, nonce, secret));
  part(slot, slotAt.random).set(random.bytes(8));
  secret.fill(0);
  return slot;
}

function sealedFor({ publicKey }: PublicKey, data: Buffer, nonce: Buffer, secret: Buffer): Uint8Array {
  try {
    return sodium.crypto_box_easy(data, nonce, publicKey, secret);
  } catch (error) {
    throw new RemailerError('bad-key', 'The key of a remailer in the chain is none that can be used.', {
      cause: error,
    });
  }
}

/** The slot data in a header slot. Throws `altered`. */
export function openSlot(slot: Buffer, { secret }: SecretKey): Buffer {
  const nonce = part(slot, slotAt.nonce);
  try {
    const data = sodium.crypto_box_open_easy(part(slot, slotAt.box), nonce, part(slot, slotAt.ephemeralKey), secret);
    if (data.length === dataBytes) return Buffer.from(data);
  } catch (error) {
    throw new RemailerError('altered', 'The header of the packet does not open: it was changed on its way.', {
      cause: error,
    });
  }
  throw new RemailerError('malformed', 'The header of the packet is not as long as it must be.');
}
