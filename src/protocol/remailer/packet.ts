// What packets of both formats have in common.
import type { Random } from '../../base/random';
import { RemailerError } from './errors';

/** Always, in both formats: a packet's length tells nothing. */
export const packetBytes = 20_480;

/** An offset and the one behind the last byte. */
export type Range = readonly [from: number, to: number];

/** A view of the bytes of a range. */
export function part(bytes: Buffer, [from, to]: Range): Buffer {
  return bytes.subarray(from, to);
}

export interface Around {
  readonly random: Random;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

/** A packet, and the entry that it is to be mailed to. */
export interface Packed {
  readonly to: string;
  /** 20480 bytes. */
  readonly packet: Buffer;
}

/**
 * The packets of a message, made one by one by `pack`: of each part one for every copy. `chains` has a list for each of its `parts`, with a
 * chain for each copy, all with the same exit, where copies are told apart and parts are joined. `pack` is called once for a part, and what it
 * gives once for a copy of it. One byte counts the parts. Throws `too-large`, `bad-chain`.
 */
export function packParts<H extends { readonly address: string }>(
  parts: number,
  chains: readonly (readonly (readonly H[])[])[],
  pack: (index: number) => (chain: readonly H[]) => Buffer,
): Packed[] {
  if (parts === 0 || parts > mostParts)
    throw new RemailerError('too-large', `A message has 1 to ${mostParts} packets, not ${parts}.`);
  if (chains.length !== parts)
    throw new RemailerError(
      'bad-chain',
      `The message has ${parts} packets, and there are chains for ${chains.length}.`,
    );
  if (new Set(chains.flat().map((chain) => chain.at(-1)?.address)).size !== 1)
    throw new RemailerError('bad-chain', 'All packets of a message must come to the same exit.');
  return chains.flatMap((copies, index) => {
    const packCopy = pack(index);
    return copies.map((chain) => ({ to: chain[0]?.address ?? '', packet: packCopy(chain) }));
  });
}

export const mostParts = 255;

/** What a remailer knows whose keys are `K`. */
export interface Receiving<K> {
  /** Its key of this id, if it has one. */
  readonly keyOf: (keyId: Buffer) => K | undefined;
  /** Notes the id of a packet, and gives whether it is new. */
  readonly isNew: (packetId: Buffer) => boolean;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

/** The key that a packet is for, which `keyIdOf` names. Throws `malformed` for what is not of a packet's length, `unknown-key`. */
export function keyFor<K>(packet: Buffer, keyIdOf: (packet: Buffer) => Buffer, { keyOf }: Receiving<K>): K {
  if (packet.length !== packetBytes)
    throw new RemailerError('malformed', `A packet has ${packetBytes} bytes, not ${packet.length}.`);
  const key = keyOf(keyIdOf(packet));
  if (key === undefined) throw new RemailerError('unknown-key', 'The packet is for a key that is not here.');
  return key;
}

/** Throws `replayed`. */
export function checkNew(packetId: Buffer, { isNew }: Pick<Receiving<unknown>, 'isNew'>): void {
  if (!isNew(packetId)) throw new RemailerError('replayed', 'This packet has come before.');
}

/** Throws `from-the-future`, and `too-old` after so many days. */
export function checkAge(day: number, { day: today }: Pick<Receiving<unknown>, 'day'>, days: number): void {
  if (day > today) throw new RemailerError('from-the-future', 'The packet has a day that has not come.');
  if (today - day > days) throw new RemailerError('too-old', `The packet is more than ${days} days old.`);
}

/** A field of a header that no packet has. */
export function malformed(what: string): RemailerError {
  return new RemailerError('malformed', `The packet's header has a field that no packet has: ${what}.`);
}

/** The address in a field that is padded with zeros. Throws `malformed`. */
export function readNextHop(field: Buffer): string {
  const address = field.toString('latin1').replace(/\0+$/, '');
  if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(address)) throw malformed('no address to go on to');
  return address;
}
