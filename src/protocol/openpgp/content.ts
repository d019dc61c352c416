import { readMessage as readWhole } from 'openpgp';
import type { Message as LibraryMessage } from 'openpgp';
import { OpenPgpError, readLibraryError } from './errors';
import { readFrames, tags, writeFrame } from './frames';
import type { Frame } from './frames';
import { settings } from './library';
import { isEncryptedMessage } from './nested';
import { tooLarge, unpack } from './unpack';

/** A text without a signature, or an encrypted message; or something signed, for the library to verify. */
export type Content = Buffer | LibraryMessage<Uint8Array>;

/** Signatures, packet headers and a file name are unpacked along with the text. */
const frameRoom = 64 * 1024;

const signatureTags: readonly number[] = [tags.onePassSignature, tags.signature];

/** Reads the packets of a content (RFC 9580 §10.3), uncompressed to at most `maxBytes`. */
export async function readContent(packets: Buffer, maxBytes: number): Promise<Content> {
  const [first, ...others] = contentFrames(packets);
  if (!first) throw new OpenPgpError('unsupported', 'The message is empty.');
  if (first.tag !== tags.compressed) return readFlat([first, ...others], packets, maxBytes);
  if (!first.complete) throw damaged();
  const inner = await unpack(first.body, maxBytes + frameRoom);
  return Buffer.isBuffer(inner) ? readFlat(contentFrames(inner), inner, maxBytes) : inner;
}

/** Without the packets that are to be passed over (RFC 9580 §4.3). */
function contentFrames(packets: Buffer): Frame[] {
  return [...readFrames(packets)].filter(({ tag }) => tag !== tags.marker && tag !== tags.padding && tag < 40);
}

async function readFlat(frames: readonly Frame[], packets: Buffer, maxBytes: number): Promise<Content> {
  if (isEncryptedMessage(packets)) return packets;
  const literals = frames.filter(({ tag }) => tag === tags.literal);
  const [literal] = literals;
  const known = frames.every(({ tag }) => tag === tags.literal || signatureTags.includes(tag));
  if (!known || !literal || literals.length > 1)
    throw new OpenPgpError('unsupported', 'The message has a structure that OpenPGP does not allow.');
  if (!frames.every(({ complete }) => complete)) throw damaged();
  if (literal.body.length > maxBytes + frameRoom) throw tooLarge();
  return frames.length === 1 ? literalText(literal.body) : readSigned(frames);
}

/** RFC 9580 §5.9: format, file name with its length, four bytes of date, the text. */
function literalText(body: Buffer): Buffer {
  const start = 2 + (body[1] ?? 0) + 4;
  if (start > body.length) throw damaged();
  return body.subarray(start);
}

async function readSigned(frames: readonly Frame[]): Promise<LibraryMessage<Uint8Array>> {
  try {
    const packets = Buffer.concat(frames.map(({ tag, body }) => writeFrame(tag, body)));
    return await readWhole({ binaryMessage: packets, config: settings });
  } catch (error) {
    throw readLibraryError(error, 'unsupported', 'The message has a signature of a kind not known here.');
  }
}

function damaged(): OpenPgpError {
  return new OpenPgpError('altered', 'The message is damaged or cut off.');
}
