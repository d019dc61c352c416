import { UserError } from '../base/errors';
import { utf8 } from '../base/bytes';
import { lockSecretKey, open, OpenPgpError, sealSymmetric } from '../protocol/openpgp';
import type { Store } from '../store';
import { readFacts, writeFacts } from './bundleFacts';
import type { BundleFacts } from './bundleFacts';
import type { Nym } from './nym';
import { mustRow, readListed, readSelector } from './stored';

/** What the files of a bundle are called. */
export const bundleNames = {
  key: 'secret-key.asc',
  publicKey: 'public-key.asc',
  facts: 'options.asc',
  /** Of earlier lives; the latest is 1. */
  oldKey: (number: number) => `old-secret-key-${number}.asc`,
};

/**
 * A nym as files, by name: key, keys of earlier lives, and all by which its mail is known and opened. What is secret in them
 * is under one passphrase, and GnuPG reads each. `now` is ms since 1970.
 */
export async function writeBundle(
  store: Store,
  nym: Nym,
  passphrase: string,
  now: number,
): Promise<Map<string, Buffer>> {
  const payload = writeFacts(factsOf(store, nym));
  const files = new Map([
    [bundleNames.key, utf8(await lockSecretKey(nym.key, passphrase))],
    [bundleNames.publicKey, utf8(nym.key.publicKey.armored())],
    [bundleNames.facts, await sealSymmetric({ payload, passphrase, now: new Date(now) })],
  ]);
  for (const [i, key] of nym.oldKeys.entries())
    files.set(bundleNames.oldKey(i + 1), utf8(await lockSecretKey(key, passphrase)));
  return files;
}

/** The latest come first, those that were replaced or are not confirmed go too: mail under way may bear any of them. */
function factsOf(store: Store, nym: Nym): BundleFacts {
  const { id, address, displayName, state, passphrases, copies, rotateMs = null, pool, style, rotatedAt } = nym;
  const selectors = store.nyms.selectors.all(id).filter((one) => one.state !== 'once');
  return {
    address,
    displayName,
    state,
    selectors: selectors.reverse().map(({ value }) => readSelector(value)),
    symmetric: [...passphrases].reverse(),
    listed: readListed(mustRow(store, id).options),
    layers: nym.layers,
    rotatedAt,
    contacts: store.contacts.of(id).map(({ address: whose, publicKey, encrypt, sign, addedAt }) => {
      return { address: whose, publicKey, encrypt, sign, addedAt };
    }),
    habits: { copies, rotateMs, pool, ...style },
  };
}

/** Reads `options.asc`. Throws UserError where the passphrase is another, or the file not a bundle's. */
export async function readBundle(bytes: Uint8Array, passphrase: string, now: number): Promise<BundleFacts> {
  const wishes = { keys: [], passphrases: [passphrase], signers: [], now: new Date(now) };
  const opened = await open(bytes, wishes).catch((error: unknown) => {
    if (!(error instanceof OpenPgpError)) throw error;
    return error;
  });
  if (opened instanceof OpenPgpError && opened.code === 'wrong-passphrase')
    throw new UserError('The passphrase does not open options.asc: it has another one than the key.', {
      cause: opened,
    });
  const facts = opened instanceof OpenPgpError ? undefined : readFacts(opened.plaintext.toString('utf8'));
  if (facts) return facts;
  throw new UserError(
    'The options.asc of the bundle is damaged: export the nym again, or import its key alone by --key FILE.',
  );
}
