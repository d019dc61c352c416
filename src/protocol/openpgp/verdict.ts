import { verify } from 'openpgp';
import type { Message, SignaturePacket } from 'openpgp';
import { OpenPgpError, readLibraryError } from './errors';
import { libraryKeyOf } from './keys';
import type { PublicKey } from './keys';
import { settings, upperHex, wholeBytes } from './library';
import { limits } from './limits';

/** What is to be said of the signature on a message. */
export interface Signature {
  /** `bad`: by a key that was given, but not valid (`reason` says why); `unknown-key`: by none of those given. */
  readonly verdict: 'good' | 'bad' | 'missing' | 'unknown-key';
  /** Of the signer's primary key; with `unknown-key`, what the signature claims, if it does. */
  readonly fingerprint?: string;
  /** Of the key or subkey that signed. */
  readonly keyId?: string;
  readonly created?: Date;
  readonly reason?: string;
}

type VerificationResult = Awaited<ReturnType<Message<Uint8Array>['verify']>>[number];

/** Best first: one good signature is enough, and a bad one by a known key says more than one by a stranger. */
const order: readonly Signature['verdict'][] = ['good', 'bad', 'unknown-key'];

/**
 * Verifies the signatures of a decrypted message and hands over its text with the verdict. A signature dated after `now`
 * is no worse for it: clocks differ, and `created` is there to be looked at; one that has an end of its own is bad after it.
 */
export async function judge(
  message: Message<Uint8Array>,
  signers: readonly PublicKey[],
  now: Date,
): Promise<{ text: Uint8Array; signature: Signature }> {
  if (message.getSigningKeyIDs().length > limits.signatures)
    throw new OpenPgpError('unsupported', `The message has more than ${limits.signatures} signatures.`);
  const verificationKeys = signers.map(libraryKeyOf);
  const result = await verify({ message, verificationKeys, date: null, format: 'binary', config: settings }).catch(
    refuse,
  );
  const signatures = await Promise.all(result.signatures.map((one) => judgeOne(one, signers, now)));
  const best = order.flatMap((verdict) => signatures.filter((one) => one.verdict === verdict))[0];
  return { text: wholeBytes(result.data), signature: best ?? { verdict: 'missing' } };
}

function refuse(error: unknown): never {
  throw readLibraryError(error, 'unsupported', 'The message has a structure that OpenPGP does not allow.');
}

async function judgeOne(result: VerificationResult, signers: readonly PublicKey[], now: Date): Promise<Signature> {
  const keyId = result.keyID.toHex().toUpperCase();
  const packet = (await result.signature).packets[0];
  const facts = { keyId, ...(packet?.created ? { created: packet.created } : {}) };
  const signer = signers.find(({ keyIds }) => keyIds.includes(keyId));
  if (!signer) {
    const claimed = packet?.issuerFingerprint;
    return { verdict: 'unknown-key', ...facts, ...(claimed ? { fingerprint: upperHex(claimed) } : {}) };
  }
  const reason = await whyInvalid(result, packet, now);
  const { fingerprint } = signer;
  return reason === undefined
    ? { verdict: 'good', ...facts, fingerprint }
    : { verdict: 'bad', ...facts, fingerprint, reason };
}

/** Wordings of the library, and what they mean to a reader. */
const reasons: readonly (readonly [fragment: string, reason: string])[] = [
  ['Insecure message hash', 'The signature uses a hash that is no longer safe.'],
  ['newer than the signature', 'The signature is dated before its key was made.'],
  ['key is expired', 'The key had expired when it signed.'],
  ['key is revoked', 'The key has been revoked.'],
];

async function whyInvalid(
  { verified }: VerificationResult,
  packet: SignaturePacket | undefined,
  now: Date,
): Promise<string | undefined> {
  try {
    await verified;
    return packet && packet.getExpirationTime() <= now ? 'The signature has run out.' : undefined;
  } catch (error) {
    const text = String(error);
    return reasons.find(([fragment]) => text.includes(fragment))?.[1] ?? 'The signature does not fit the text.';
  }
}
