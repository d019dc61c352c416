import { asBuffer } from '../../base/bytes';
import { decodeArmor, firstArmor } from './armor';
import { readFrames, tags } from './frames';
import { limits } from './limits';
import { readPublicKeySession } from './message';

/** To whom a message is encrypted, as far as it says. */
export interface Recipients {
  /** Upper-case hex; `0000000000000000` is a hidden one. */
  readonly keyIds: readonly string[];
  /** Whether a passphrase opens it. */
  readonly symmetric: boolean;
}

/** A cheap look at the first packets of an encrypted message, armored or binary; undefined where it is none. */
export function readRecipients(bytes: Uint8Array): Recipients | undefined {
  const source = asBuffer(bytes);
  const armor = firstArmor(source, 'MESSAGE');
  const head = armor ? decodeArmor(source, armor, limits.peekBytes) : source.subarray(0, limits.peekBytes);
  const keyIds: string[] = [];
  let symmetric = false;
  for (const frame of readFrames(head, limits.peekBytes)) {
    if (frame.tag === tags.publicKeySession) keyIds.push(...readPublicKeySession(frame).map(({ keyId }) => keyId));
    else if (frame.tag === tags.passphraseSession) symmetric = true;
    else if (frame.tag !== tags.marker) break;
  }
  return keyIds.length > 0 || symmetric ? { keyIds, symmetric } : undefined;
}
