import { timingSafeEqual } from 'node:crypto';
import { RemailerError } from '../errors';
import { checkAge, checkNew, keyFor, packetBytes, part } from '../packet';
import type { Receiving } from '../packet';
import { openSlot } from './box';
import type { SecretKey } from './box';
import { blake2s256 } from './hashes';
import { apply, crypt, layerOf } from './layer';
import { bodyAt, bodyBytes, slotAt, slotBytes, slotOf } from './layout';
import { limits } from './limits';
import { antiTagOf, dayOf, packetIdOf, readSlotData } from './slotData';
import type { ExitData, OnwardData } from './slotData';

export type Peeled =
  | { readonly kind: 'onward'; readonly to: string; readonly data: OnwardData; readonly packet: Buffer }
  | { readonly kind: 'exit'; readonly data: ExitData; readonly payload: Buffer };

/** What a remailer knows. */
export type Remailer = Receiving<SecretKey>;

/**
 * Takes one hop off a packet, as a remailer does that it has come to, and in the same order (yamn.md §6). `boxesReady` must have come. Throws RemailerError.
 */
export function peelPacket(packet: Buffer, remailer: Remailer): Peeled {
  const key = keyFor(packet, keyIdOf, remailer);
  const sealed = openSlot(slotOf(packet, 0), key);
  checkNew(packetIdOf(sealed), remailer);
  if (!timingSafeEqual(antiTagOf(sealed), blake2s256(packet.subarray(slotBytes))))
    throw new RemailerError('altered', 'The packet was changed on its way.');
  checkAge(dayOf(sealed), remailer, limits.days);
  const data = readSlotData(sealed);
  return data.type === 'onward' ? passOn(packet, data) : { kind: 'exit', data, payload: payloadOf(packet, data) };
}

function passOn(packet: Buffer, data: OnwardData): Peeled {
  const next = Buffer.alloc(packetBytes);
  packet.copy(next, 0, slotBytes, bodyAt);
  packet.copy(next, bodyAt, bodyAt);
  apply(next, layerOf(data.key, data.partialIv));
  return { kind: 'onward', to: data.address, data, packet: next };
}

/** Of a dummy nothing is decrypted. */
function payloadOf(packet: Buffer, { key, iv, length, delivery }: ExitData): Buffer {
  if (length > bodyBytes) throw new RemailerError('malformed', `The packet says that it holds ${length} bytes.`);
  return delivery === 'dummy' ? Buffer.alloc(0) : crypt(key, iv, packet.subarray(bodyAt)).subarray(0, length);
}

const keyIdOf = (packet: Buffer) => part(packet, slotAt.keyId);
