import type { KeyAlgorithm, PublicKey, SecretKey } from '../protocol/openpgp';
import { generateKey, readPublicKey, readSecretKey } from '../protocol/openpgp';
import type { ContactRow, FormerKey, NymRow, OldKey, ServerRow } from '../store';
import { limits } from './limits';

/** Reading a key takes milliseconds and readies it for use, so each is read once for as long as its bytes stay the same. */
export interface Keys {
  readonly ofNym: (row: NymRow) => Promise<SecretKey>;
  readonly ofServer: (row: ServerRow) => Promise<PublicKey>;
  /** One that a server had before. */
  readonly former: (row: FormerKey) => Promise<PublicKey>;
  /** One that a nym had in an earlier life. */
  readonly old: (row: OldKey) => Promise<SecretKey>;
  readonly ofContact: (row: ContactRow) => Promise<PublicKey>;
}

/** A key pair for a nym: RSA 4096 and two years unless told otherwise. `now` is ms since 1970. */
export function makeNymKey(
  wishes: {
    readonly address: string;
    readonly displayName?: string | undefined;
    readonly algorithm?: KeyAlgorithm;
    readonly lifeSeconds?: number;
  },
  now: number,
): Promise<SecretKey> {
  return generateKey({
    ...(wishes.displayName ? { name: wishes.displayName } : {}),
    email: wishes.address,
    algorithm: wishes.algorithm ?? 'rsa4096',
    created: new Date(now),
    expiresAfterSeconds: wishes.lifeSeconds ?? limits.lifeSeconds,
  });
}

export function openKeys(): Keys {
  return {
    ofNym: remembered(
      (row: NymRow) => row.secretKey,
      (bytes) => readSecretKey(bytes),
    ),
    ofServer: remembered((row: ServerRow) => row.publicKey, readPublicKey),
    former: remembered((row: FormerKey) => row.publicKey, readPublicKey),
    ofContact: remembered((row: ContactRow) => row.publicKey, readPublicKey),
    old: remembered(
      (row: OldKey) => row.secretKey,
      (bytes) => readSecretKey(bytes),
    ),
  };
}

function remembered<R extends { readonly id: number }, K>(
  bytesOf: (row: R) => Buffer,
  read: (bytes: Buffer) => Promise<K>,
): (row: R) => Promise<K> {
  const known = new Map<number, { readonly bytes: Buffer; readonly key: Promise<K> }>();
  return (row) => {
    const bytes = bytesOf(row);
    const found = known.get(row.id);
    if (found?.bytes.equals(bytes)) return found.key;
    const key = read(bytes);
    known.set(row.id, { bytes, key });
    return key;
  };
}
