import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors';
import type { Secret } from '../base/secret';
import { createVault, openStore, openVault, type Store } from '../store';
import { certificateFingerprint, makeCertificate } from './certificate';
import { writeFirstConfig } from './configFile';
import { firstConfig } from './firstConfig';
import { makePrivateFolder, type Paths } from './paths';
import { readCertificate, saveCertificate, type Surroundings } from './surroundings';

/**
 * Makes everything a bridge needs to start: folders, configuration, vault, store, local certificate. One that was
 * interrupted is finished by calling it again with the same passphrase; a finished one is refused with a UserError.
 * Gives the certificate's SHA-256 fingerprint.
 */
export async function initBridge(paths: Paths, passphrase: Secret, around: Surroundings): Promise<string> {
  makePrivateFolder(dirname(paths.config));
  makePrivateFolder(paths.data);
  writeFirstConfig(paths.config, firstConfig);
  const store = openStore(paths.data, vaultKey(paths.data, passphrase, around));
  try {
    return await giveCertificate(store, paths, around);
  } finally {
    store.close();
  }
}

function vaultKey(folder: string, passphrase: Secret, { random }: Surroundings): Secret {
  return existsSync(join(folder, 'vault.json'))
    ? openVault(folder, passphrase)
    : createVault(folder, passphrase, random);
}

async function giveCertificate(store: Store, paths: Paths, around: Surroundings): Promise<string> {
  if (readCertificate(store)) {
    throw new UserError(`There is a bridge in ${paths.data} already. Nothing was changed.`);
  }
  const made = await makeCertificate(around.clock, around.random);
  writeFileSync(paths.certificate, made.certificate, { mode: 0o644 });
  saveCertificate(store, made);
  return certificateFingerprint(made.certificate);
}
