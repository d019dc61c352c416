import { sameAddress } from '../base/address';
import { UserError } from '../base/errors';
import type { PublicKey } from '../protocol/openpgp';
import { OpenPgpError, readPublicKey } from '../protocol/openpgp';

/** A nym server's key, read but not trusted yet. */
export interface ExaminedKey {
  readonly key: PublicKey;
  /** Sentences about what is unusual and may mean that it is the wrong key. */
  readonly warnings: readonly string[];
}

/**
 * Reads the key of the nym server at `domain`, armored or binary, and says what is odd about it. `now` is ms since 1970.
 * Throws UserError where the bytes are no single public key.
 */
export async function examineServerKey(bytes: Uint8Array, domain: string, now: number): Promise<ExaminedKey> {
  const key = await readKey(bytes);
  const warnings: string[] = [];
  const addresses = ['config', 'send'].map((local) => `${local}@${domain}`);
  if (!addresses.some((address) => key.userIds.some((userId) => names(userId, address)))) {
    warnings.push(`It is made for no address at ${domain}: it may be another server's.`);
  }
  if (!key.canEncrypt) warnings.push('Nothing can be encrypted to it.');
  if (key.expires && key.expires.getTime() <= now) warnings.push('It has expired.');
  return { key, warnings };
}

async function readKey(bytes: Uint8Array): Promise<PublicKey> {
  try {
    return await readPublicKey(bytes);
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    throw new UserError(`This is not a public key of a nym server: ${error.message}`, { cause: error });
  }
}

/** Whether a user id, `Name <address>` or bare, is of this address. */
function names(userId: string, address: string): boolean {
  const open = userId.lastIndexOf('<');
  const bare = open < 0 ? userId : userId.slice(open + 1).replace(/>\s*$/, '');
  return sameAddress(bare.trim(), address);
}
