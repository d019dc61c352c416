import { decodeArmor, firstArmor } from './armor';
import { readFrames, tags } from './frames';

const begin = '-----BEGIN PGP MESSAGE-----';

/**
 * The message that a plaintext is, or undefined: armor from the first line to the last, or packets of an encrypted
 * message from the first byte to the last. A mail with an encrypted part is neither: it begins with header fields.
 */
export function nestedMessage(plaintext: Buffer): Buffer | undefined {
  const head = plaintext.toString('latin1', 0, 200).trimStart();
  if (head.startsWith(begin)) return wholeArmor(plaintext);
  return isEncryptedMessage(plaintext) ? plaintext : undefined;
}

function wholeArmor(plaintext: Buffer): Buffer | undefined {
  const armor = firstArmor(plaintext, 'MESSAGE');
  if (!armor) return undefined;
  const rest = plaintext.toString('latin1', armor.end, armor.end + 300).trim();
  return rest === '' || /^-----END PGP MESSAGE-----$/.test(rest) ? decodeArmor(plaintext, armor) : undefined;
}

const sessionTags: readonly number[] = [tags.publicKeySession, tags.passphraseSession];
const dataTags: readonly number[] = [tags.encrypted, tags.encryptedWithMdc, tags.encryptedWithAead];

/** Whether these bytes are, from first to last, the packets of an encrypted message. */
export function isEncryptedMessage(bytes: Buffer): boolean {
  const [first] = bytes;
  if (first === undefined || (first & 0x80) === 0) return false;
  let length = 0;
  let last: number | undefined;
  for (const frame of readFrames(bytes)) {
    if (!frame.complete || !(sessionTags.includes(frame.tag) || dataTags.includes(frame.tag))) return false;
    length += frame.raw.length;
    last = frame.tag;
  }
  return last !== undefined && dataTags.includes(last) && length === bytes.length;
}
