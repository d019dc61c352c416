import { asBuffer } from '../../base/bytes';
import { decodeBody, mediaName, readParam } from '../mime';
import type { Part } from '../mime';
import { holdsMessage, isWholeMessage, readRecipients } from '../openpgp';

/** What is encrypted in a mail, beside what its server did to it. */
export type Sealed =
  | { readonly kind: 'none' }
  /** All of its body, by PGP/MIME (RFC 3156 §4): the armor holds an entity, with header fields of its own. */
  | { readonly kind: 'entity'; readonly armor: Buffer }
  /** All of its body, which is one text: the armor holds a text. */
  | { readonly kind: 'text'; readonly armor: Buffer }
  /** All of its body, by S/MIME (RFC 8551 §3.3). */
  | { readonly kind: 'smime' }
  /** A part of it only, or several: readable words stand beside it, which anybody may have put there. */
  | { readonly kind: 'mixed' };

/** Looks at a mail by its part tree. A block that is only signed is not encrypted. Never throws. */
export function findSealed(root: Part, mail: Uint8Array): Sealed {
  const bytes = asBuffer(mail);
  const data = dataOf(root, bytes);
  const armor = data && decoded(data, bytes);
  if (armor && isForSomebody(armor)) return { kind: data === root ? 'text' : 'entity', armor };
  if (isSmime(root)) return { kind: 'smime' };
  return holdsSealed(root, bytes) ? { kind: 'mixed' } : { kind: 'none' };
}

/** Whether a part, or one inside it, is encrypted, or holds a text in which an OpenPGP message begins. */
export function holdsSealed(part: Part, mail: Uint8Array): boolean {
  const bytes = asBuffer(mail);
  if (sealedTypes.includes(mediaName(part)) || isSmime(part)) return true;
  if (part.type === 'text' && holdsMessage(decoded(part, bytes))) return true;
  const inside = part.message ? [part.message.part] : part.parts;
  return inside.some((one) => holdsSealed(one, bytes));
}

const controlType = 'application/pgp-encrypted';
const sealedTypes: readonly string[] = ['multipart/encrypted', controlType];

/** The one part that all the encrypted bytes have to be in. */
function dataOf(root: Part, bytes: Buffer): Part | undefined {
  const parts = root.parts.map(mediaName);
  switch (mediaName(root)) {
    case 'text/plain':
      return root;
    case 'multipart/encrypted':
      return parts.length === 2 && parts[0] === controlType ? root.parts[1] : undefined;
    case 'multipart/mixed': {
      // what some Exchange servers make of it: the same two parts behind an empty text
      const [text] = root.parts;
      const isMangled = parts.join() === `text/plain,${controlType},application/octet-stream`;
      return isMangled && text && isEmpty(decoded(text, bytes)) ? root.parts[2] : undefined;
    }
    default:
      return undefined;
  }
}

function isForSomebody(armor: Buffer): boolean {
  return isWholeMessage(armor) && readRecipients(armor) !== undefined;
}

function isSmime(part: Part): boolean {
  if (!/^application\/(?:x-)?pkcs7-mime$/.test(mediaName(part))) return false;
  return /^(?:auth)?enveloped-data$/i.test(readParam(part.params, 'smime-type') ?? '');
}

function isEmpty(text: Buffer): boolean {
  return text.toString('latin1').trim() === '';
}

function decoded(part: Part, bytes: Buffer): Buffer {
  return decodeBody(part, bytes.subarray(part.bodyStart, part.bodyEnd));
}
