// Reads secret keys out of a GnuPG home (1.4 to 2.4) or an export, without gpg and without its agent.
import { readPrivateKey } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { decryptorsOf } from '../decryptors';
import { describeKey } from '../describe';
import { OpenPgpError, readLibraryError } from '../errors';
import { secretKeyOf } from '../keys';
import type { SecretKey } from '../keys';
import { settings } from '../library';
import { limits } from '../limits';
import { assemble } from './assemble';
import { chooseKey } from './choose';
import type { KeyChoice } from './choose';
import { readHome } from './home';
import type { GnupgFiles } from './home';

export type { KeyChoice } from './choose';
export type { GnupgFiles } from './home';

/**
 * The key pair that is wanted, unlocked. Throws OpenPgpError: `wrong-passphrase` where it is locked and no passphrase or
 * another one is given, `bad-key` where there is none, are several, a part of it is missing or on a smartcard, or a file is damaged.
 */
export async function readGnupgKey(files: GnupgFiles, wish: KeyChoice, passphrase?: string): Promise<SecretKey> {
  const home = readHome(files);
  const block = chooseKey(home, wish);
  const packets = await assemble(block, home, passphrase);
  if (packets.length > limits.keyBytes)
    throw new OpenPgpError('too-large', 'The key has more signatures than any key needs.');
  const key = await parse(packets);
  await unlock(key, passphrase);
  await checkHalves(key);
  const secret = secretKeyOf({ key, decryptors: await decryptorsOf(key) }, await describeKey(key.toPublic()));
  if (!secret.publicKey.canSign || !secret.publicKey.canEncrypt)
    throw new OpenPgpError(
      'bad-key',
      "This key cannot both sign and be encrypted to, as a nym's must: it may be revoked.",
    );
  return secret;
}

async function parse(packets: Buffer): Promise<PrivateKey> {
  try {
    return await readPrivateKey({ binaryKey: packets, config: settings });
  } catch (error) {
    throw readLibraryError(error, 'bad-key', 'The secret key is damaged, or of a kind not known here.');
  }
}

/** Each part by itself: GnuPG may have some open and some locked. */
async function unlock(key: PrivateKey, passphrase: string | undefined): Promise<void> {
  for (const packet of secretPackets(key)) {
    if (packet.isDecrypted()) continue;
    if (passphrase === undefined)
      throw new OpenPgpError('wrong-passphrase', 'The secret key is locked: give its passphrase.');
    try {
      await packet.decrypt(passphrase);
    } catch (error) {
      throw new OpenPgpError('wrong-passphrase', 'The passphrase does not unlock the secret key.', { cause: error });
    }
  }
}

/** Nothing but this ties an unlocked secret half to its public one. */
async function checkHalves(key: PrivateKey): Promise<void> {
  try {
    for (const packet of secretPackets(key)) await packet.validate();
  } catch (error) {
    throw new OpenPgpError('altered', 'The two halves of the key do not belong together: one was changed.', {
      cause: error,
    });
  }
}

type SecretPacket = Extract<ReturnType<PrivateKey['getKeys']>[number]['keyPacket'], { validate(): Promise<void> }>;

function secretPackets(key: PrivateKey): SecretPacket[] {
  return key.getKeys().flatMap(({ keyPacket }) => ('validate' in keyPacket ? [keyPacket] : []));
}
