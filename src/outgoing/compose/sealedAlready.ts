import { readParam } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { isWholeMessage, readRecipients } from '../../protocol/openpgp';
import { decodeWhole } from './body';

/**
 * Whether the mail client has encrypted the mail, as a whole: PGP/MIME (RFC 3156 §4), S/MIME (RFC 8551 §3.3), or a text that is
 * one PGP message and nothing else. What is encrypted in parts only is not: the rest could be read.
 */
export function isEncrypted(root: Part, bytes: Buffer): boolean {
  const body = ({ bodyStart, bodyEnd }: Part) => bytes.subarray(bodyStart, bodyEnd);
  switch (`${root.type}/${root.subtype}`) {
    case 'multipart/encrypted': {
      const [control, data, ...others] = root.parts;
      if (!control || !data || others.length > 0 || control.subtype !== 'pgp-encrypted') return false;
      return isForSomebody(decodeWhole(data, body(data)));
    }
    case 'application/pkcs7-mime':
    case 'application/x-pkcs7-mime':
      return /^(?:auth)?enveloped-data$/i.test(readParam(root.params, 'smime-type') ?? '');
    case 'text/plain':
      return isForSomebody(decodeWhole(root, body(root)));
    default:
      return false;
  }
}

/** A block may be signed alone, and then anybody can read it. */
function isForSomebody(text: Buffer): boolean {
  return isWholeMessage(text) && readRecipients(text) !== undefined;
}
