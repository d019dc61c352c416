import { asBuffer } from '../../../base/bytes';
import { decodeArmor, findArmor } from '../armor';
import { OpenPgpError } from '../errors';
import { limits } from '../limits';
import { readFrames, tags } from '../frames';
import { readKeyblocks } from './keyblock';
import type { Keyblock } from './keyblock';
import { isKeybox, readKeybox } from './keybox';

/** The keys in a file of GnuPG's: a keybox, an old key ring, or an export, binary or in armor. Throws `bad-key`, `not-openpgp`. */
export function readRing(file: Uint8Array): Keyblock[] {
  if (file.length > limits.ringBytes) throw new OpenPgpError('too-large', 'This is too large for a file of keys.');
  const bytes = asBuffer(file);
  if (isKeybox(bytes)) return readKeybox(bytes).flatMap(readKeyblocks);
  return binaries(bytes).flatMap(readKeyblocks);
}

function binaries(bytes: Buffer): Buffer[] {
  if (bytes.length === 0) return [];
  const blocks = [...findArmor(bytes)].filter(({ label }) => label.endsWith(' KEY BLOCK'));
  if (blocks.length > limits.keys)
    throw new OpenPgpError('too-large', `There are more than ${limits.keys} blocks of armor here.`);
  if (blocks.length > 0 && !startsWithKey(bytes)) return blocks.map((armor) => decodeArmor(bytes, armor));
  if (!startsWithKey(bytes)) throw new OpenPgpError('not-openpgp', 'There is no OpenPGP key in this file.');
  return [bytes];
}

const firstTags: readonly number[] = [tags.publicKey, tags.secretKey, tags.marker];

function startsWithKey(bytes: Buffer): boolean {
  for (const { tag } of readFrames(bytes)) return firstTags.includes(tag);
  return false;
}
