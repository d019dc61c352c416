import { timingSafeEqual } from 'node:crypto';
import { RemailerError } from '../errors';
import { openSlot } from './box';
import type { SecretKey } from './box';
import { blake2s256 } from './hashes';
import { apply, crypt, layerOf } from './layer';
import { bodyAt, bodyBytes, packetBytes, part, slotAt, slotBytes, slotOf } from './layout';
import { limits } from './limits';
import { antiTagOf, dayOf, packetIdOf, readSlotData } from './slotData';
import type { ExitData, OnwardData } from './slotData';

export type Peeled =
  | { readonly kind: 'onward'; readonly to: string; readonly data: OnwardData; readonly packet: Buffer }
  | { readonly kind: 'exit'; readonly data: ExitData; readonly payload: Buffer };

/** What a remailer knows. */
export interface Remailer {
  /** Its key of this id, if it has one. */
  readonly keyOf: (keyId: Buffer) => SecretKey | undefined;
  /** Notes the id of a packet, and gives whether it is new. */
  readonly isNew: (packetId: Buffer) => boolean;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

/**
 * Takes one hop off a packet, as a remailer does that it has come to, and in the same order (yamn.md §6). `boxesReady` must have come. Throws RemailerError.
 */
export function peelPacket(packet: Buffer, remailer: Remailer): Peeled {
  if (packet.length !== packetBytes)
    throw new RemailerError('malformed', `A packet has ${packetBytes} bytes, not ${packet.length}.`);
  const key = remailer.keyOf(part(packet, slotAt.keyId));
  if (!key) throw new RemailerError('unknown-key', 'The packet is for a key that is not here.');
  const sealed = openSlot(slotOf(packet, 0), key);
  if (!remailer.isNew(packetIdOf(sealed))) throw new RemailerError('replayed', 'This packet has come before.');
  if (!timingSafeEqual(antiTagOf(sealed), blake2s256(packet.subarray(slotBytes))))
    throw new RemailerError('altered', 'The packet was changed on its way.');
  checkAge(dayOf(sealed), remailer.day);
  const data = readSlotData(sealed);
  return data.type === 'onward' ? passOn(packet, data) : { kind: 'exit', data, payload: payloadOf(packet, data) };
}

function checkAge(day: number, today: number): void {
  if (day > today) throw new RemailerError('from-the-future', 'The packet has a day that has not come.');
  if (today - day > limits.days) throw new RemailerError('too-old', `The packet is more than ${limits.days} days old.`);
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
