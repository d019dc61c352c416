import { encryptKey } from 'openpgp';
import { writeArmor } from './armor';
import { OpenPgpError } from './errors';
import { partsOf } from './keys';
import type { SecretKey } from './keys';
import { settings } from './library';

/** A PRIVATE KEY BLOCK under a passphrase (AES256 in CFB mode, iterated S2K), as GnuPG 1.4 and later read it. */
export async function lockSecretKey(key: SecretKey, passphrase: string): Promise<string> {
  if (passphrase === '') throw new OpenPgpError('wrong-passphrase', 'An empty passphrase protects nothing.');
  const locked = await encryptKey({ privateKey: partsOf(key).key, passphrase, config: settings });
  return writeArmor('PRIVATE KEY BLOCK', locked.write());
}
