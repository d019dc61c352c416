import { UserError } from '../base/errors';
import type { GnupgFiles, KeyChoice, SecretKey } from '../protocol/openpgp';
import { open, OpenPgpError, readGnupgKey } from '../protocol/openpgp';

export type { GnupgFiles, KeyChoice } from '../protocol/openpgp';

/**
 * The key of a nym out of GnuPG's files, unlocked; `locked` where it needs a passphrase and none is given. Throws UserError
 * with what is wrong and what would be right.
 */
export async function readForeignKey(
  files: GnupgFiles,
  choice: KeyChoice,
  passphrase?: string,
): Promise<SecretKey | 'locked'> {
  try {
    return await readGnupgKey(files, choice, passphrase);
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    if (error.code === 'wrong-passphrase' && passphrase === undefined) return 'locked';
    throw new UserError(`${error.message}${advice[error.code] ?? ''} Nothing was imported.`, { cause: error });
  }
}

const advice: Partial<Record<OpenPgpError['code'], string>> = {
  'wrong-passphrase': ' Give the one it has in GnuPG.',
  ambiguous: ' That is --fingerprint HEX.',
};

/** What another program kept encrypted to the nym itself; undefined where it is not. `now` is ms since 1970. */
export async function openByKey(
  bytes: Uint8Array,
  { key, passphrases }: { readonly key: SecretKey; readonly passphrases: readonly string[] },
  now: number,
): Promise<Buffer | undefined> {
  try {
    const opened = await open(bytes, { keys: [key], passphrases: [...passphrases], signers: [], now: new Date(now) });
    return opened.plaintext;
  } catch (error) {
    if (error instanceof OpenPgpError) return undefined;
    throw error;
  }
}
