import { createHash } from 'node:crypto';
import { messageOf } from '../../base/errors';
import type { ReplyKind } from '../../protocol/nymserv';
import { readReply } from '../../protocol/nymserv';
import type { Opened, SecretKey, Signature } from '../../protocol/openpgp';
import { open } from '../../protocol/openpgp';
import { expectedKind } from './kinds';
import type { VectorCase, VectorSet } from './manifest';

/** What came of opening one article. */
export interface Opening {
  readonly opened: boolean;
  readonly verified: boolean;
  readonly kind: ReplyKind | undefined;
  /** One sentence for each thing that is not as the manifest says. */
  readonly faults: readonly string[];
}

/** Opens an article with its nym's key, or with every key where the manifest names none, and compares. */
export async function openVector(one: VectorCase, source: Buffer, set: VectorSet, now: Date): Promise<Opening> {
  try {
    const signers = [...set.serverKeys, ...set.keys.map(({ publicKey }) => publicKey)];
    const wishes = { keys: keysFor(one, set), passphrases: passphrasesFor(one, set), signers, now };
    return judge(one, await open(source, wishes), set);
  } catch (error) {
    return { opened: false, verified: false, kind: undefined, faults: [`does not open: ${messageOf(error)}`] };
  }
}

/** The key that a nym's articles are encrypted to. */
export function keysFor({ nymKey }: Pick<VectorCase, 'nymKey'>, { keys }: VectorSet): readonly SecretKey[] {
  const own = keys.filter(({ publicKey }) => publicKey.fingerprint === nymKey || keyIdFits(publicKey.keyIds, nymKey));
  return own.length > 0 ? own : keys;
}

function keyIdFits(keyIds: readonly string[], wanted: string | undefined): boolean {
  return wanted !== undefined && wanted.length >= 16 && keyIds.some((id) => wanted.endsWith(id));
}

function passphrasesFor(one: VectorCase, { cases }: VectorSet): string[] {
  if (one.symmetric !== undefined) return [one.symmetric];
  return [...new Set(cases.flatMap(({ symmetric }) => symmetric ?? []))];
}

function judge(one: VectorCase, { plaintext, signature }: Opened, set: VectorSet): Opening {
  const sha256 = createHash('sha256').update(plaintext).digest('hex');
  const isSame = (one.sha256 ?? sha256) === sha256 && (one.length ?? plaintext.length) === plaintext.length;
  const { kind } = readReply(plaintext);
  const expected = expectedKind(one.kind);
  const isVerified = signature.verdict === 'good' && signerFits(one, signature, set);
  const faults = [
    ...(isSame ? [] : [`opens to another text: ${plaintext.length} bytes, SHA-256 ${sha256}`]),
    ...(expected === undefined || expected === kind ? [] : [`is taken for "${kind}" and should be "${expected}"`]),
    ...(one.signed && !isVerified
      ? [`its signature is ${signature.verdict}, wanted: good, by ${one.signedBy ?? 'the server'}`]
      : []),
  ];
  return { opened: isSame, verified: one.signed && isVerified, kind, faults };
}

/** The manifest names a primary key, a subkey or a key id; where it names none, the server must have signed. */
function signerFits({ signedBy }: VectorCase, { fingerprint = '', keyId = '' }: Signature, set: VectorSet): boolean {
  if (signedBy === undefined) return set.serverKeys.some((key) => key.fingerprint === fingerprint);
  return signedBy.length >= 16 && (fingerprint.endsWith(signedBy) || signedBy.endsWith(keyId));
}
