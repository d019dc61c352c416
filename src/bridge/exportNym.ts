import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../base/errors';
import { flushFolder, writeFlushed } from '../base/wholeFile';
import { bundleNames, type Nym, ratePassphrase, writeBundle } from '../nym';
import { findNym } from './nyms';
import type { Bridge } from './open';

/** What was written. */
export interface ExportFacts {
  readonly address: string;
  readonly fingerprint: string;
  readonly folder: string;
  readonly files: number;
}

/**
 * Writes a nym as a bundle of files: its keys, and by what its mail is known and opened, all under a passphrase, each readable
 * by GnuPG. The folder appears whole or not at all, for its owner only. Throws UserError where there is something already, and
 * for a passphrase that is weak and not wanted `anyway`.
 */
export async function exportNym(
  bridge: Bridge,
  address: string,
  folder: string,
  ask: () => Promise<string>,
  anyway = false,
): Promise<{ facts: ExportFacts; notes: string[] }> {
  const nym = await findNym(bridge, address);
  const place = resolve(folder);
  refuseFull(place);
  const passphrase = await ask();
  await mustProtect(passphrase, nym.address, anyway);
  const files = await writeBundle(bridge.store, nym, passphrase, bridge.clock.now());
  files.set('README.txt', Buffer.from(readme(nym)));
  writeFolder(place, files);
  const facts = { address: nym.address, fingerprint: nym.key.publicKey.fingerprint, folder: place, files: files.size };
  return { facts, notes: [`Back it comes by: nymbridge nym import ${nym.address} --bundle ${place}`, ...layer(nym)] };
}

async function mustProtect(passphrase: string, address: string, anyway: boolean): Promise<void> {
  if (passphrase === '') throw new UserError('An empty passphrase protects nothing. Nothing was exported.');
  if (anyway) return;
  const { weak, sentence } = await ratePassphrase(passphrase, [address, ...address.split('@')], 'bundle');
  if (weak) throw new UserError(`${sentence} Or give --i-know to have it all the same. Nothing was exported.`);
}

function layer({ layers }: Nym): string[] {
  if (layers.length === 0) return [];
  return [
    'The state of its ephemeral layer is in options.asc. It changes with every message: from the next one on only one of the two bridges can read and write as this nym.',
  ];
}

function refuseFull(place: string): void {
  if (!existsSync(place)) return;
  const isEmptyFolder = readdirSync(place).length === 0;
  if (!isEmptyFolder) throw new UserError(`${place} is not empty. Name a folder that is not there yet.`);
}

/** Beside its place first, and there by one rename; on disk for good when it returns. */
function writeFolder(place: string, files: ReadonlyMap<string, Buffer>): void {
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  const unfinished = mkdtempSync(join(dirname(place), `.${basename(place)}-`));
  try {
    for (const [name, bytes] of files) writeFlushed(join(unfinished, name), bytes, 0o600);
    flushFolder(unfinished);
    if (existsSync(place)) rmdirSync(place);
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  flushFolder(dirname(place));
}

function readme({ address, oldKeys }: Nym): string {
  return [
    `The nym ${address}, as nymbridge knew it.`,
    '',
    `${bundleNames.key}      its secret key, under the passphrase given when this was written`,
    `${bundleNames.publicKey}      its public key`,
    `${bundleNames.facts}         by what its mail is found and opened (hSub and symmetric passphrases), its contacts and habits, under the same passphrase`,
    ...(oldKeys.length > 0 ? [`${bundleNames.oldKey(1)}  and so on: keys of its earlier lives; the latest is 1`] : []),
    '',
    'Back into nymbridge, here or on another machine:',
    `  nymbridge nym import ${address} --bundle THIS-FOLDER`,
    '',
    'Into GnuPG 1.4, 2.0 or later (keys on elliptic curves: 2.1 or later):',
    `  gpg --import ${bundleNames.key}`,
    'The passphrases, shown:',
    `  gpg --decrypt ${bundleNames.facts}`,
    '',
    'Who has these files and the passphrase is this nym: keep them apart. One program at a time may be it, or mail is lost.',
    '',
  ].join('\n');
}
