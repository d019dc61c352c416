import { createCipheriv, createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import { systemRandom } from '../../base/random';
import { tags, writeFrame } from './frames';

/** Less is packed at once: that takes less time than to wait for another thread. */
const smallBytes = 64 * 1024;
const deflateApart = promisify(deflate);

/** RFC 9580 §5.6, §9.4: packed by ZLIB. */
export async function pack(packets: Buffer): Promise<Buffer> {
  const packed = packets.length < smallBytes ? deflateSync(packets) : await deflateApart(packets);
  return writeFrame(tags.compressed, Buffer.concat([Buffer.from([2]), packed]));
}

/**
 * RFC 9580 §5.13.1, version 1: AES256 in CFB mode over a random prefix, the packets, and their SHA-1, by which whoever opens it sees
 * that nothing was changed. `key`: 32 bytes.
 */
export function encryptPackets(packets: Buffer, key: Uint8Array): Buffer {
  const prefix = systemRandom.bytes(16);
  const plain = Buffer.concat([prefix, prefix.subarray(-2), packets, Buffer.from([0xd3, 0x14])]);
  const code = createHash('sha1').update(plain).digest();
  const cipher = createCipheriv('aes-256-cfb', key, Buffer.alloc(16));
  return writeFrame(
    tags.encryptedWithMdc,
    Buffer.concat([Buffer.from([1]), cipher.update(plain), cipher.update(code)]),
  );
}
