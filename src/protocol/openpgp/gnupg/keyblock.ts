import { OpenPgpError } from '../errors';
import { readFrames, tags } from '../frames';
import type { Frame } from '../frames';
import { limits } from '../limits';
import { readPublicFields } from './keyPacket';

/** The packets of one key, public or secret, in their order. */
export interface Keyblock {
  /** Of the primary key: 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** As written; nobody has verified them. */
  readonly userIds: readonly string[];
  readonly frames: readonly Frame[];
}

/**
 * Takes the packets of a key ring apart into keys. Keys of a version or an algorithm not known here are passed over.
 * Throws `bad-key` where the bytes are not packets from end to end.
 */
export function readKeyblocks(packets: Buffer): Keyblock[] {
  const blocks: Frame[][] = [];
  let read = 0;
  for (const frame of readFrames(packets, limits.ringPackets)) {
    read += frame.complete ? frame.raw.length : 0;
    if (frame.tag === tags.publicKey || frame.tag === tags.secretKey) blocks.push([]);
    if (frame.tag !== tags.trust && frame.tag !== tags.marker) blocks.at(-1)?.push(frame);
  }
  if (read < packets.length)
    throw new OpenPgpError('bad-key', 'The key ring is damaged or cut off: a packet in it is not all there.');
  return blocks.flatMap(readKeyblock);
}

function readKeyblock(frames: readonly Frame[]): Keyblock[] {
  const [primary] = frames;
  const fields = primary && readPublicFields(primary.body);
  if (!fields || frames.length > limits.keyPackets) return [];
  const userIds = frames.filter(({ tag }) => tag === tags.userId).map(({ body }) => body.toString('utf8'));
  return [{ fingerprint: fields.fingerprint, userIds, frames }];
}

/** The mail address in a user id, `Name <address>` or bare, in lower case. */
export function addressIn(text: string): string {
  const begin = text.lastIndexOf('<');
  const bare = begin < 0 ? text : text.slice(begin + 1).split('>', 1)[0];
  return (bare ?? '').trim().toLowerCase();
}
