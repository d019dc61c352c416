import { readKey } from 'openpgp';
import { refuseFlooded } from '../describe';
import { OpenPgpError, readLibraryError } from '../errors';
import { tags, writeFrame } from '../frames';
import type { Frame } from '../frames';
import { settings } from '../library';
import { limits } from '../limits';
import type { GnupgHome } from './home';
import type { Keyblock } from './keyblock';
import { readPublicFields } from './keyPacket';

const primaryTags: readonly number[] = [tags.publicKey, tags.secretKey];
const subkeyTags: readonly number[] = [tags.publicSubkey, tags.secretSubkey];

/** A key packet, and what belongs to it up to the next one: user ids, signatures. */
interface Part {
  readonly key: Frame;
  readonly rest: readonly Frame[];
}

/**
 * Puts the secret halves of a home into the packets of a key: a transferable secret key (RFC 9580 §10.2), each part locked
 * or open as its half is. Subkeys whose secret half is not here are left out, unless mail is encrypted to them: then, or
 * where the primary key's half is missing, throws `bad-key` with a sentence; `too-large` for a flooded key.
 */
export async function assemble(block: Keyblock, home: GnupgHome, passphrase: string | undefined): Promise<Buffer> {
  const parts = partsOf(block.frames);
  if (parts.length > limits.subkeys)
    throw new OpenPgpError(
      'unsupported',
      `The key has more than ${limits.subkeys} subkeys. Export it with gpg without those that are not in use.`,
    );
  const needed = await encryptionFingerprints(parts);
  return Buffer.concat(parts.flatMap((part) => withSecret(part, home, needed, passphrase)));
}

function partsOf(frames: readonly Frame[]): Part[] {
  const parts: { key: Frame; rest: Frame[] }[] = [];
  for (const frame of frames) {
    if (primaryTags.includes(frame.tag) || subkeyTags.includes(frame.tag)) parts.push({ key: frame, rest: [] });
    else parts.at(-1)?.rest.push(frame);
  }
  return parts;
}

function withSecret(
  { key, rest }: Part,
  home: GnupgHome,
  needed: Set<string>,
  passphrase: string | undefined,
): Buffer[] {
  const fields = readPublicFields(key.body);
  const isPrimary = primaryTags.includes(key.tag);
  const half = home.secretOf(key.body);
  if (fields && half?.where === 'here') {
    const body = Buffer.concat([key.body.subarray(0, fields.length), half.part(passphrase)]);
    return [writeFrame(isPrimary ? tags.secretKey : tags.secretSubkey, body), ...rest.map(({ raw }) => raw)];
  }
  if (!isPrimary && !needed.has(fields?.fingerprint ?? '')) return [];
  if (half?.where === 'card') throw onCard();
  throw home.damage ?? missing(isPrimary);
}

/** The subkeys that mail may be encrypted to, expired ones too: without them it cannot be read. */
async function encryptionFingerprints(parts: readonly Part[]): Promise<Set<string>> {
  const packets = parts.flatMap(({ key, rest }) => [publicFrame(key), ...rest.map(({ raw }) => raw)]);
  const key = await readKey({ binaryKey: Buffer.concat(packets), config: settings }).catch((error: unknown) => {
    throw readLibraryError(error, 'bad-key', 'The key is damaged, or of a kind not known here.');
  });
  // each question below verifies what is on the key anew
  refuseFlooded(key.toPublic());
  const found = new Set<string>();
  for (const subkey of key.subkeys) {
    const usable = await key.getEncryptionKey(subkey.getKeyID(), null, undefined, settings).catch(() => undefined);
    if (usable) found.add(subkey.getFingerprint().toUpperCase());
  }
  return found;
}

function publicFrame({ tag, body }: Frame): Buffer {
  const fields = readPublicFields(body);
  return writeFrame(primaryTags.includes(tag) ? tags.publicKey : tags.publicSubkey, body.subarray(0, fields?.length));
}

function onCard(): OpenPgpError {
  const message =
    'The secret key is on a smartcard, which gives it to nobody. Import the copy that was made before it went there.';
  return new OpenPgpError('bad-key', message);
}

function missing(isPrimary: boolean): OpenPgpError {
  const part = isPrimary ? "primary key, which signs the nym's requests," : 'subkey that mail is encrypted to';
  const message = `The secret half of the ${part} is not here: it was kept elsewhere. Import the whole key from there.`;
  return new OpenPgpError('bad-key', message);
}
