import type { Armor } from '../armor';
import { blake2s256 } from './hashes';

/** The Subject of a packet's mail, and its Remailer-Type: the original's. */
export const program = 'yamn-0.2.7';

export const armor: Armor = { type: program, width: 64, digestOf: (packet) => blake2s256(packet).toString('hex') };
