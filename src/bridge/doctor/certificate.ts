import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { certificateFingerprint, endsSoon } from '../certificate';
import { readCertificate } from '../surroundings';
import { bad, dayOf, good, warning } from './finding';
import type { Check, Patient } from './patient';

const check = 'local certificate';
const renew = 'Make a new one by "nymbridge init", and accept it in the mail client.';

/** Whether the certificate that mail clients are shown is there, lasts, and is the one in the file beside the configuration. */
export const checkCertificate: Check<Patient> = ({ store, paths, clock }) => {
  const local = readCertificate(store);
  if (!local) return [bad(check, 'There is none.', 'No mail client can connect.', 'Finish it by "nymbridge init".')];
  const until = Date.parse(new X509Certificate(local.certificate).validTo);
  if (until <= clock.now()) return [bad(check, `It ended on ${dayOf(until)}.`, 'Mail clients refuse it.', renew)];
  if (endsSoon(local.certificate, clock.now()))
    return [warning(check, `It ends on ${dayOf(until)}.`, 'From then on mail clients refuse it.', renew)];
  if (
    !existsSync(paths.certificate) ||
    fingerprintIn(paths.certificate) !== certificateFingerprint(local.certificate)
  ) {
    const meaning = 'Mail clients that are given the file will not trust the bridge; others do not mind.';
    const next = `Remove ${paths.certificate}, if it is there; "nymbridge init" writes it again.`;
    return [warning(check, `${paths.certificate} does not hold it.`, meaning, next)];
  }
  return [good(check, `It is valid until ${dayOf(until)}.`, 'Mail clients that have accepted it go on doing so.')];
};

function fingerprintIn(file: string): string | undefined {
  try {
    return certificateFingerprint(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
