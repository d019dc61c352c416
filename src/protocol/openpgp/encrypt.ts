import { createCipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, deflateRaw, deflateRawSync, deflateSync } from 'node:zlib';
import { systemRandom } from '../../base/random';
import type { Random } from '../../base/random';
import { tags, writeFrame } from './frames';

/** Less is packed at once: that takes less time than to wait for another thread. */
const smallBytes = 64 * 1024;
const deflateApart = promisify(deflate);
const deflateRawApart = promisify(deflateRaw);

/** RFC 9580 §5.6, §9.4: packed by ZLIB. */
export async function pack(packets: Buffer): Promise<Buffer> {
  const packed = packets.length < smallBytes ? deflateSync(packets) : await deflateApart(packets);
  return writeFrame(tags.compressed, Buffer.concat([Buffer.from([2]), packed]));
}

/** RFC 9580 §4.2.2, §9.4: packed by ZIP in a packet that reaches to the end, as GnuPG packs: 8 bytes less than ZLIB and a length. */
export async function packShort(packets: Buffer): Promise<Buffer> {
  const packed = packets.length < smallBytes ? deflateRawSync(packets) : await deflateRawApart(packets);
  return Buffer.concat([Buffer.from([0xa3, 1]), packed]);
}

/**
 * RFC 9580 §5.13.1, version 1: AES256 in CFB mode over a random prefix, the packets, and their SHA-1, by which whoever opens it sees
 * that nothing was changed. `key`: 32 bytes.
 */
export function encryptPackets(packets: Buffer, key: Uint8Array, random: Random = systemRandom): Buffer {
  const prefix = random.bytes(16);
  const plain = Buffer.concat([prefix, prefix.subarray(-2), packets, Buffer.from([0xd3, 0x14])]);
  const code = createHash('sha1').update(plain).digest();
  const cipher = createCipheriv('aes-256-cfb', key, Buffer.alloc(16));
  return writeFrame(
    tags.encryptedWithMdc,
    Buffer.concat([Buffer.from([1]), cipher.update(plain), cipher.update(code)]),
  );
}
