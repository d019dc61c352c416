import { asBuffer } from '../../../base/bytes';
import { OpenPgpError } from '../errors';
import { tags } from '../frames';
import type { Keyblock } from './keyblock';
import { readKeyFile } from './keyFile';
import type { KeyFile } from './keyFile';
import { readPublicFields, whereabouts } from './keyPacket';
import type { Whereabouts } from './keyPacket';
import { readRing } from './ring';
import { secretPart } from './secretPart';

/** The files of a GnuPG home, or what was exported from one; nothing has been looked at yet. */
export interface GnupgFiles {
  /** pubring.kbx, pubring.gpg: what they say of a key is newer than what is beside its secret half. */
  readonly publicRings: readonly Uint8Array[];
  /** secring.gpg, or the output of `gpg --export-secret-keys`. */
  readonly secretRings: readonly Uint8Array[];
  /** The files of private-keys-v1.d. */
  readonly keyFiles: readonly Uint8Array[];
}

/** The secret half of one key or subkey; `part` gives what follows the public fields in its packet. */
export interface SecretHalf {
  readonly where: Whereabouts;
  readonly part: (passphrase: string | undefined) => Buffer;
}

/** What was found in those files. */
export interface GnupgHome {
  readonly blocks: readonly Keyblock[];
  /** The secret half that belongs to the body of a key packet. */
  readonly secretOf: (body: Buffer) => SecretHalf | undefined;
  /** Whether the secret half of any part of a key is in these files, or at least a word on where it is. */
  readonly hasSecret: (block: Keyblock) => boolean;
  /** What was wrong with a file of a secret key: of weight only where one is missing. */
  readonly damage: OpenPgpError | undefined;
}

/** Reads the files. Throws OpenPgpError for a ring that is damaged; a damaged key file is somebody else's until it is missed. */
export function readHome(files: GnupgFiles): GnupgHome {
  const secretBlocks = files.secretRings.flatMap(readRing);
  const halves = new Map<string, SecretHalf>();
  for (const { mark, half } of secretBlocks.flatMap(halvesOf)) keepBetter(halves, mark, half);
  let damage: OpenPgpError | undefined;
  for (const bytes of files.keyFiles) {
    try {
      const file = readKeyFile(asBuffer(bytes));
      keepBetter(halves, file.mark, halfIn(file));
    } catch (error) {
      if (!(error instanceof OpenPgpError)) throw error;
      damage ??= error;
    }
  }
  const secretOf = (body: Buffer) => halves.get(readPublicFields(body)?.mark ?? '');
  return {
    blocks: firstOfEach([...files.publicRings.flatMap(readRing), ...secretBlocks]),
    secretOf,
    hasSecret: ({ frames }) => frames.some(({ tag, body }) => keyTags.includes(tag) && secretOf(body) !== undefined),
    damage,
  };
}

const keyTags: readonly number[] = [tags.publicKey, tags.publicSubkey, tags.secretKey, tags.secretSubkey];
const secretTags: readonly number[] = [tags.secretKey, tags.secretSubkey];

function halvesOf({ frames }: Keyblock): { mark: string; half: SecretHalf }[] {
  return frames.flatMap(({ tag, body }) => {
    const fields = secretTags.includes(tag) ? readPublicFields(body) : undefined;
    if (!fields) return [];
    const secret = body.subarray(fields.length);
    return [{ mark: fields.mark, half: { where: whereabouts(secret), part: () => secret } }];
  });
}

function halfIn(file: KeyFile): SecretHalf {
  return { where: file.kind === 'card' ? 'card' : 'here', part: (passphrase) => secretPart(file, passphrase) };
}

/** A stub does not displace the key itself; a file of the agent's displaces what an old ring has. */
function keepBetter(halves: Map<string, SecretHalf>, mark: string, half: SecretHalf): void {
  if (half.where === 'here' || halves.get(mark)?.where !== 'here') halves.set(mark, half);
}

function firstOfEach(blocks: readonly Keyblock[]): Keyblock[] {
  const known = new Map<string, Keyblock>();
  for (const block of blocks) if (!known.has(block.fingerprint)) known.set(block.fingerprint, block);
  return [...known.values()];
}
