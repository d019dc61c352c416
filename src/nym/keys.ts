import type { PublicKey, SecretKey } from '../protocol/openpgp';
import { readPublicKey, readSecretKey } from '../protocol/openpgp';
import type { NymRow, ServerRow } from '../store';

/** Reading a key takes milliseconds and readies it for use, so each is read once for as long as its bytes stay the same. */
export interface Keys {
  readonly ofNym: (row: NymRow) => Promise<SecretKey>;
  readonly ofServer: (row: ServerRow) => Promise<PublicKey>;
}

export function openKeys(): Keys {
  return {
    ofNym: remembered(
      (row: NymRow) => row.secretKey,
      (bytes) => readSecretKey(bytes),
    ),
    ofServer: remembered((row: ServerRow) => row.publicKey, readPublicKey),
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
