import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import type { Around } from '../packet';
import { writeBlock } from './block';
import type { Block, ExitBlock } from './block';
import { encrypt3des } from './ciphers';
import { headerLength, sealRsa, writeHeader } from './header';
import type { PublicKey } from './header';
import { sealLarge } from './large';
import type { Texts } from './large';
import { desKeyBytes, forms, headerBytes, ivBytes, laterUnits, payloadBytes, unitBytes, unitCount } from './layout';
import { limits } from './limits';

/** A remailer as a packet needs to know it. */
export interface Hop extends PublicKey {
  readonly address: string;
}

/** What the exit is told of a packet. */
export type Delivery = Pick<ExitBlock, 'packetId' | 'messageId' | 'part' | 'parts'>;

/** What is made so far: all that follows the next header, without what will not fit. */
interface Wrapped {
  /** Nothing before the exit's. */
  readonly headers: Buffer | undefined;
  readonly body: Buffer;
}

/**
 * Units that the headers of a chain take, of 20. A large key's mac covers the two units behind its own: before a classic exit one of them is
 * nobody's header, and has to come through all the same.
 */
export function unitsOf(chain: readonly Pick<Hop, 'bits'>[]): number {
  const units = chain.map(({ bits }) => forms[bits].units);
  const [last, beforeLast] = units.reverse();
  return units.reduce<number>((sum, one) => sum + one, last === 1 && beforeLast === 2 ? 1 : 0);
}

/** A packet (20480 bytes) that carries `payload` through `chain`, entry first; it is to be mailed to the entry (mixmaster.md §6). Throws `too-large`, `bad-chain`. */
export function packPacket(payload: Buffer, chain: readonly Hop[], delivery: Delivery, around: Around): Buffer {
  check(payload, chain);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(payload.length);
  const fill = around.random.bytes(payloadBytes - payload.length);
  let wrapped: Wrapped = { headers: undefined, body: Buffer.concat([length, payload, fill]) };
  let next: Hop | undefined;
  for (const hop of [...chain].reverse()) {
    wrapped = wrap(wrapped, hop, next ? { next } : { delivery }, around);
    next = hop;
  }
  return Buffer.concat([wrapped.headers ?? Buffer.alloc(0), wrapped.body]);
}

function check(payload: Buffer, chain: readonly Hop[]): void {
  if (chain.length === 0 || unitsOf(chain) > unitCount)
    throw new RemailerError(
      'bad-chain',
      `A chain has room for ${unitCount} headers, and those of keys of more than 1024 bits take two.`,
    );
  const long = chain.find(({ address }) => address.length > limits.addressBytes);
  if (long) throw new RemailerError('bad-chain', `The address ${long.address} is too long for a packet.`);
  if (payload.length > payloadBytes)
    throw new RemailerError('too-large', `A packet holds ${payloadBytes} bytes, not ${payload.length}.`);
}

type Told = { readonly next: Hop } | { readonly delivery: Delivery };

/** One hop more, before all others so far. */
function wrap({ headers, body }: Wrapped, hop: Hop, told: Told, { random, day }: Around): Wrapped {
  const [key, bodyIv] = [random.bytes(desKeyBytes), random.bytes(ivBytes)];
  const ivs = [...Array.from({ length: laterUnits - 1 }, () => random.bytes(ivBytes)), bodyIv];
  const when = { key, day: day - random.below(4) };
  const block: Block =
    'next' in told
      ? { type: 'onward', packetId: random.bytes(16), ...when, ivs, address: told.next.address }
      : { type: 'exit', ...told.delivery, ...when, bodyIv };
  const later = headers ? encryptUnits(headers, key, ivs) : random.bytes(laterUnits * unitBytes);
  const texts = { block: writeBlock(block, random), body: encrypt3des(key, bodyIv, body), later };
  const sealed = seal(texts, hop, block.type === 'exit', random);
  return { headers: Buffer.concat([sealed.header, sealed.later]).subarray(0, headerBytes), body: sealed.body };
}

function encryptUnits(headers: Buffer, key: Buffer, ivs: readonly Buffer[]): Buffer {
  return Buffer.concat(ivs.map((iv, i) => encrypt3des(key, iv, headers.subarray(i * unitBytes, (i + 1) * unitBytes))));
}

/** The dialect is the hop's, by the size of its key. */
function seal(
  texts: Texts,
  hop: Hop,
  isExit: boolean,
  random: Random,
): { header: Buffer; body: Buffer; later: Buffer } {
  const [session, iv] = [random.bytes(desKeyBytes), random.bytes(ivBytes)];
  const classic = { ...texts, block: encrypt3des(session, iv, texts.block) };
  const isClassic = headerLength(hop) === unitBytes;
  const large = isClassic ? { texts: classic, sealed: session } : sealLarge(classic, session, isExit, random);
  const header = writeHeader(hop, { rsa: sealRsa(hop, large.sealed), iv, block: large.texts.block }, random);
  return { header, body: large.texts.body, later: large.texts.later };
}
