import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../base/errors';
import type { Secret } from '../base/secret';
import { createVault, lockForUse, openStore, openVault, type Store } from '../store';
import { certificateFingerprint, endsSoon, type LocalCertificate, makeCertificate } from './certificate';
import { writeFirstConfig } from './configFile';
import { firstConfig } from './firstConfig';
import { hasDatabase, hasVault } from './open';
import { makePrivateFolder, type Paths } from './paths';
import { refuseInterrupted } from './restore/place';
import { readCertificate, saveCertificate, type Surroundings } from './surroundings';

/**
 * Makes everything a bridge needs to start: folders, configuration, vault, store, local certificate. What is missing of it, or
 * a certificate that ends soon, is made by calling it again with the same passphrase; else that is refused with a UserError.
 * Gives the certificate's SHA-256 fingerprint.
 */
export async function initBridge(paths: Paths, passphrase: Secret, around: Surroundings): Promise<string> {
  makePrivateFolder(dirname(paths.config));
  makePrivateFolder(paths.data);
  const whole = existsSync(paths.config) && existsSync(paths.certificate);
  const release = lockForUse(paths.data);
  try {
    writeFirstConfig(paths.config, firstConfig);
    return await finish(paths, openStore(paths.data, vaultKey(paths, passphrase, around)), around, whole);
  } finally {
    release();
  }
}

/** Makes what is missing, and closes the store. */
async function finish(paths: Paths, store: Store, around: Surroundings, whole: boolean): Promise<string> {
  try {
    const kept = usableCertificate(store, around);
    if (kept && whole) throw new UserError(`There is a bridge in ${paths.data} already. Nothing was changed.`);
    const { certificate } = kept ?? (await newCertificate(store, around));
    writeFileSync(paths.certificate, certificate, { mode: 0o644 });
    return certificateFingerprint(certificate);
  } finally {
    store.close();
  }
}

function vaultKey(paths: Paths, passphrase: Secret, { random }: Surroundings): Secret {
  if (!hasVault(paths)) {
    refuseRemains(paths);
    return createVault(paths.data, passphrase, random);
  }
  try {
    return openVault(paths.data, passphrase);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`There is a bridge in ${paths.data} already. ${error.message}`, { cause: error });
  }
}

/** A new vault would open nothing of what an interrupted restore, or a vault that was lost, has left. */
function refuseRemains(paths: Paths): void {
  const { data } = paths;
  refuseInterrupted(data);
  if (hasDatabase(paths))
    throw new UserError(
      `There is a database in ${data}, and no vault that opens it. Put vault.json back, or restore a backup.`,
    );
}

function usableCertificate(store: Store, { clock }: Surroundings): LocalCertificate | undefined {
  const kept = readCertificate(store);
  return kept && !endsSoon(kept.certificate, clock.now()) ? kept : undefined;
}

async function newCertificate(store: Store, { clock, random }: Surroundings): Promise<LocalCertificate> {
  const made = await makeCertificate(clock, random);
  saveCertificate(store, made);
  return made;
}
