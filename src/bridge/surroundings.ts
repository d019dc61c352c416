import { UserError } from '../base/errors';
import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import type { Random } from '../base/random';
import type { Store } from '../store';
import type { LocalCertificate } from './certificate';

/** What the program is given by the machine it runs on. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const name = { certificate: 'tls-certificate', key: 'tls-key' };

/** The local TLS certificate, or undefined before `init` has finished. */
export function readCertificate(store: Store): LocalCertificate | undefined {
  const certificate = store.settings.get(name.certificate);
  const key = store.settings.get(name.key);
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

export function saveCertificate(store: Store, made: LocalCertificate): void {
  store.transaction(() => {
    store.settings.set(name.certificate, made.certificate);
    store.settings.set(name.key, made.key);
  });
}

/** Throws UserError before `init` has finished. */
export function mustHaveCertificate(store: Store): LocalCertificate {
  const found = readCertificate(store);
  if (!found) throw new UserError('The local certificate is not there yet: run "nymbridge init" again to finish it.');
  return found;
}
