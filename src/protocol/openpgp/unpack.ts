import { promisify } from 'node:util';
import { inflate, inflateRaw, inflateRawSync, inflateSync } from 'node:zlib';
import { readMessage as readWhole } from 'openpgp';
import type { Message as LibraryMessage } from 'openpgp';
import { codeOf } from '../../base/errors';
import { OpenPgpError, readLibraryError } from './errors';
import { tags, writeFrame } from './frames';
import { settings } from './library';
import { limits } from './limits';

/** RFC 9580 §9.4 */
const uncompressed = 0;
const bzip2 = 3;
const inflaters = new Map([
  [1, { atOnce: inflateRawSync, apart: promisify(inflateRaw) }],
  [2, { atOnce: inflateSync, apart: promisify(inflate) }],
]);

/** Less is unpacked at once: it takes less time, bombs included, than to wait for another thread on a busy machine. */
const smallBytes = 16 * 1024;

/** What is in a compressed packet's body, of at most `maxBytes`; of BZip2, as the library has read it. */
export async function unpack(body: Buffer, maxBytes: number): Promise<Buffer | LibraryMessage<Uint8Array>> {
  const [algorithm] = body;
  const packed = body.subarray(1);
  if (algorithm === uncompressed) return packed;
  if (algorithm === bzip2) return unpackByLibrary(body, maxBytes);
  const inflater = inflaters.get(algorithm ?? uncompressed);
  if (!inflater) throw new OpenPgpError('unsupported', 'The message is compressed in a way that is not known here.');
  try {
    const options = { maxOutputLength: maxBytes, chunkSize: 64 * 1024 };
    return packed.length < smallBytes ? inflater.atOnce(packed, options) : await inflater.apart(packed, options);
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new OpenPgpError('altered', 'The message does not unpack: it is damaged or cut off.', { cause: error });
  }
}

async function unpackByLibrary(body: Buffer, maxBytes: number): Promise<LibraryMessage<Uint8Array>> {
  const config = { ...settings, maxDecompressedMessageSize: Math.min(maxBytes, limits.libraryBytes) };
  try {
    return await readWhole({ binaryMessage: writeFrame(tags.compressed, body), config });
  } catch (error) {
    throw readLibraryError(error, 'altered', 'The message does not unpack: it is damaged or cut off.');
  }
}

export function tooLarge(): OpenPgpError {
  return new OpenPgpError('too-large', 'The message is larger than allowed.');
}
