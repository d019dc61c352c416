import { createHash, timingSafeEqual } from 'node:crypto';
import { readMessage as readWhole } from 'openpgp';
import type { Message as LibraryMessage } from 'openpgp';
import { decryptCfb, prefixBytes } from './ciphers';
import type { SessionKey } from './ciphers';
import { OpenPgpError, readLibraryError } from './errors';
import { tags, writeFrame } from './frames';
import type { Frame } from './frames';
import { settings } from './library';
import { limits } from './limits';

/**
 * Decrypts a data packet and checks that it is as it was made: `unauthenticated` or `altered` where that cannot be, or
 * is not so. Gives the packets inside; of ciphers that Node does not have, as the library has read them.
 */
export async function decryptData(data: Frame, session: SessionKey): Promise<Buffer | LibraryMessage<Uint8Array>> {
  if (data.tag === tags.encrypted)
    throw new OpenPgpError('unauthenticated', 'The message has no integrity protection: anyone may have changed it.');
  if (!data.complete) throw new OpenPgpError('altered', 'The message is damaged or cut off.');
  const native = data.tag === tags.encryptedWithMdc && data.body[0] === 1;
  const plain = native ? decryptCfb(session, data.body.subarray(1)) : undefined;
  return plain ? checked(plain, prefixBytes(session)) : byLibrary(data, session);
}

/** Two bytes of packet header and a SHA-1 of all before it (RFC 9580 §5.13.1). */
const seal = Buffer.from([0xd3, 0x14]);
const sealBytes = 22;

function checked(plain: Buffer, prefix: number): Buffer {
  const end = plain.length - sealBytes;
  const hashed = plain.subarray(0, end + seal.length);
  const hash = createHash('sha1').update(hashed).digest();
  const whole = end >= prefix && hashed.subarray(end).equals(seal);
  if (!whole || !timingSafeEqual(hash, plain.subarray(end + seal.length)))
    throw new OpenPgpError('altered', 'The message was changed on its way: its integrity check fails.');
  return plain.subarray(prefix, end);
}

/** For CAST5, Blowfish, Twofish and AEAD: of little text, because the library is slow with hostile packets. */
async function byLibrary({ tag, body }: Frame, session: SessionKey): Promise<LibraryMessage<Uint8Array>> {
  if (body.length > limits.libraryBytes)
    throw new OpenPgpError('too-large', 'The message is too large for its old or rare cipher.');
  const config = { ...settings, maxDecompressedMessageSize: limits.libraryBytes };
  try {
    const message = await readWhole({ binaryMessage: writeFrame(tag, body), config });
    const key = { data: session.data, algorithm: session.cipher };
    return await message.decrypt(undefined, undefined, [key], undefined, config);
  } catch (error) {
    throw readLibraryError(error, 'altered', 'The message was changed on its way, or is damaged.');
  }
}
