import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import { checkAge, checkNew, keyFor, part } from '../packet';
import type { Receiving } from '../packet';
import { readBlock } from './block';
import type { ExitBlock, OnwardBlock } from './block';
import { decrypt3des } from './ciphers';
import { headerLength, keyIdOf, openRsa, readHeader } from './header';
import type { SecretKey } from './header';
import { checkLater, openLarge } from './large';
import type { Texts } from './large';
import { desKeyBytes, headerBytes, payloadBytes, sealedAt, sealedBytes, unitBytes } from './layout';
import { limits } from './limits';

export type Peeled =
  | { readonly kind: 'onward'; readonly to: string; readonly data: OnwardBlock; readonly packet: Buffer }
  | { readonly kind: 'exit'; readonly data: ExitBlock; readonly payload: Buffer };

/** What a remailer knows; what lacks of the headers it passes on is random. */
export interface Remailer extends Receiving<SecretKey> {
  readonly random: Random;
}

/** Takes one hop off a packet, as a remailer does that it has come to (mixmaster.md §6). Throws RemailerError. */
export function peelPacket(packet: Buffer, remailer: Remailer): Peeled {
  const key = keyFor(packet, keyIdOf, remailer);
  const { texts, data, checkHeaders } = open(packet, key);
  checkNew(data.packetId, remailer);
  checkAge(data.day, remailer, limits.days);
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
