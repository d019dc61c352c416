import { mustBeBegun, openBridge } from '../../src/bridge';
import type { Finding } from '../../src/bridge';
import { openOutside, type Check, type Outside, type Patient } from '../../src/bridge/doctor/patient';
import { readCertificate, saveCertificate } from '../../src/bridge/surroundings';
import { around, begunHome, passphrase } from './bridge';
import { localCertificate } from './smtp';
import type { Clock } from '../../src/base/clock';

/** What the checks look at, over a home with this configuration. `end` ends what was opened. */
export interface Opened<P> {
  readonly patient: P;
  readonly look: (check: Check<P>) => Promise<readonly Finding[]>;
  readonly end: () => void;
}

interface Wishes {
  readonly clock?: Clock;
  readonly passphraseFile?: string;
}

/** As before the store is opened. */
export function openedOutside(config: string, { clock, passphraseFile }: Wishes = {}): Opened<Outside> {
  const paths = begunHome(config);
  const over = new AbortController();
  const parts = { ...around, ...(clock && { clock }), paths, config: mustBeBegun(paths), passphraseFile };
  const patient = openOutside(parts, over.signal);
  return {
    patient,
    look: async (check) => check(patient, over.signal),
    end: () => {
      over.abort();
    },
  };
}

/** With a store and a local certificate in it. */
export async function openedInside(config: string, wishes: Wishes = {}): Promise<Opened<Patient>> {
  const { patient: outside, end } = openedOutside(config, wishes);
  const bridge = openBridge(outside.paths, passphrase(), around);
  if (!readCertificate(bridge.store)) saveCertificate(bridge.store, await localCertificate());
  const { store, nyms } = bridge;
  const patient = { ...outside, store, nyms };
  return {
    patient,
    look: async (check) => check(patient, new AbortController().signal),
    end: () => {
      end();
      bridge.close();
    },
  };
}

/** The one finding, for a check that has one. */
export function only(findings: readonly Finding[]): Finding {
  const [first] = findings;
  if (!first || findings.length > 1) throw new Error(`one finding was expected: ${JSON.stringify(findings)}`);
  return first;
}
