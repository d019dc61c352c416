import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { readBlock } from './block';
import type { ExitBlock, OnwardBlock } from './block';
import { decrypt3des } from './ciphers';
import { headerLength, keyIdOf, openRsa, readHeader } from './header';
import type { SecretKey } from './header';
import { checkLater, openLarge } from './large';
import type { Texts } from './large';
import { desKeyBytes, headerBytes, packetBytes, part, payloadBytes, sealedAt, sealedBytes, unitBytes } from './layout';
import { limits } from './limits';

export type Peeled =
  | { readonly kind: 'onward'; readonly to: string; readonly data: OnwardBlock; readonly packet: Buffer }
  | { readonly kind: 'exit'; readonly data: ExitBlock; readonly payload: Buffer };

/** What a remailer knows. */
export interface Remailer {
  /** Its key of this id, if it has one. */
  readonly keyOf: (keyId: Buffer) => SecretKey | undefined;
  /** Notes the id of a packet, and gives whether it is new. */
  readonly isNew: (packetId: Buffer) => boolean;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  readonly random: Random;
}

/** Takes one hop off a packet, as a remailer does that it has come to (mixmaster.md §6). Throws RemailerError. */
export function peelPacket(packet: Buffer, remailer: Remailer): Peeled {
  if (packet.length !== packetBytes)
    throw new RemailerError('malformed', `A packet has ${packetBytes} bytes, not ${packet.length}.`);
  const key = remailer.keyOf(keyIdOf(packet));
  if (!key) throw new RemailerError('unknown-key', 'The packet is for a key that is not here.');
  const { texts, data, checkHeaders } = open(packet, key);
  if (!remailer.isNew(data.packetId)) throw new RemailerError('replayed', 'This packet has come before.');
  checkAge(data.day, remailer.day);
  if (data.type === 'exit')
    return { kind: 'exit', data, payload: payloadOf(decrypt3des(data.key, data.bodyIv, texts.body)) };
  checkHeaders();
  return { kind: 'onward', to: data.address, data, packet: passedOn(texts, data, remailer.random) };
}

/** `checkHeaders`: for a hop that passes the packet on; at an exit there is nothing to check. */
function open(packet: Buffer, key: SecretKey) {
  const header = readHeader(packet, key);
  const isClassic = headerLength(key) === unitBytes;
  const sealed = openRsa(key, header.rsa, isClassic ? desKeyBytes : sealedBytes);
  const came: Texts = {
    block: header.block,
    body: packet.subarray(headerBytes),
    later: packet.subarray(headerLength(key), headerBytes),
  };
  const texts = isClassic ? came : openLarge(came, sealed);
  const data = readBlock(decrypt3des(part(sealed, sealedAt.session), header.iv, texts.block));
  return {
    texts,
    data,
    checkHeaders: () => {
      if (!isClassic) checkLater(came.later, sealed);
    },
  };
}

function checkAge(day: number, today: number): void {
  if (day > today) throw new RemailerError('from-the-future', 'The packet has a day that has not come.');
  if (today - day > limits.days) throw new RemailerError('too-old', `The packet is more than ${limits.days} days old.`);
}

/** What lacks of the headers is random. */
function passedOn({ body, later }: Texts, { key, ivs }: OnwardBlock, random: Random): Buffer {
  const units = ivs
    .slice(0, later.length / unitBytes)
    .map((iv, i) => decrypt3des(key, iv, later.subarray(i * unitBytes, (i + 1) * unitBytes)));
  const [bodyIv = Buffer.alloc(0)] = ivs.slice(-1);
  return Buffer.concat([...units, random.bytes(headerBytes - later.length), decrypt3des(key, bodyIv, body)]);
}

function payloadOf(body: Buffer): Buffer {
  const length = body.readUInt32LE();
  if (length > payloadBytes) throw new RemailerError('malformed', `The packet says that it holds ${length} bytes.`);
  return body.subarray(4, 4 + length);
}
