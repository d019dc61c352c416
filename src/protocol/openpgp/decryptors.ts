import type { KeyObject } from 'node:crypto';
import { decryptSessionKeys, readMessage } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { sessionKeyOf } from './ciphers';
import type { SessionKey } from './ciphers';
import { emptyData, settings } from './library';
import type { PublicKeySession } from './message';
import { nativeRsaKey, rsaNumbersOf, rsaSessionKey } from './rsa';
import type { RawRsa, RsaNumbers } from './rsa';

/** One key, or several of one owner, that can open session keys. */
export interface Decryptor {
  /** 16 upper-case hex digits each. */
  readonly keyIds: readonly string[];
  /** The session key in a packet for one of these keys, or undefined where it is for another. */
  open(packet: PublicKeySession, raw?: RawRsa): Promise<SessionKey | undefined>;
}

/**
 * What of a key pair can decrypt, expired or not: its RSA keys natively, the others by the library.
 * A key that signs only has none.
 */
export async function decryptorsOf(key: PrivateKey): Promise<Decryptor[]> {
  const parts = await key.getDecryptionKeys(undefined, null, undefined, settings).catch(() => []);
  const others: string[] = [];
  const decryptors: Decryptor[] = [];
  for (const part of parts) {
    const keyId = part.getKeyID().toHex().toUpperCase();
    const numbers = rsaNumbersOf(part.keyPacket);
    if (numbers) decryptors.push(rsaDecryptor(keyId, numbers));
    else others.push(keyId);
  }
  return others.length > 0 ? [...decryptors, libraryDecryptor(others, key)] : decryptors;
}

/** RSA, and RSA for encryption only: RFC 9580 §9.1. */
const rsaAlgorithms: readonly number[] = [1, 2];

function rsaDecryptor(keyId: string, numbers: RsaNumbers): Decryptor {
  let native: KeyObject | undefined;
  return {
    keyIds: [keyId],
    open: async ({ algorithm, numbers: encrypted }, raw) => {
      if (!rsaAlgorithms.includes(algorithm)) return undefined;
      native ??= nativeRsaKey(numbers);
      return rsaSessionKey(native, numbers.n.length, encrypted.subarray(2), raw);
    },
  };
}

/** Far enough to lie after every self-signature: the library looks up the owner's preferences by a date. */
const endOfTime = new Date(8.64e15);

function libraryDecryptor(keyIds: readonly string[], key: PrivateKey): Decryptor {
  return {
    keyIds,
    open: async ({ algorithm, frame }) => {
      if (rsaAlgorithms.includes(algorithm)) return undefined;
      try {
        const message = await readMessage({ binaryMessage: Buffer.concat([frame.raw, emptyData]), config: settings });
        const found = await decryptSessionKeys({ message, decryptionKeys: key, date: endOfTime, config: settings });
        return found.map(({ algorithm: name, data }) => sessionKeyOf(name, data)).find((one) => one !== undefined);
      } catch {
        return undefined;
      }
    },
  };
}
