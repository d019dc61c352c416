// Looks at everything the bridge depends on, one file a thing, and says what is wrong, what that means and what to do.
import { messageOf } from '../../base/errors';
import type { Secret } from '../../base/secret';
import { openNyms } from '../../nym';
import { lockForUse, openStore, openVault, type Store, StoreError } from '../../store';
import type { Config } from '../config';
import { mustBeBegun } from '../open';
import type { Paths } from '../paths';
import type { Surroundings } from '../surroundings';
import { checkCertificate } from './certificate';
import { checkChains } from './chains';
import { checkClock } from './clock';
import { checkDatabase, lost, restore } from './database';
import { checkDisk } from './disk';
import { bad, type Finding } from './finding';
import { checkGroup } from './group';
import { checkKeys } from './keys';
import { checkModes } from './modes';
import { checkNews } from './news';
import { checkPassphraseFile } from './passphraseFile';
import { type Check, openOutside, type Outside, type Patient } from './patient';
import { checkPorts } from './ports';
import { checkProxy } from './proxy';
import { checkRelays } from './relays';
import { checkRemailers } from './remailers';

export type { Finding, Verdict } from './finding';

export interface DoctorWishes {
  /** The file that the passphrase was taken from, if it was. */
  readonly passphraseFile?: string | undefined;
  /** Told whenever a check is done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** For each check; a minute and a half when left out: a circuit to an onion takes up to one. */
  readonly patienceMs?: number;
}

/** A check with the name that stands for it where it gives nothing. */
type Named<P> = readonly [string, Check<P>];

const outside: readonly Named<Outside>[] = [
  ['passphrase file', checkPassphraseFile],
  ['files', checkModes],
  ['disk space', checkDisk],
  ['proxy', checkProxy],
  ['ways out', checkRelays],
  ['news servers', checkNews],
  ['newsgroup', checkGroup],
  ['clock', checkClock],
];
const inside: readonly Named<Patient>[] = [
  ['ports', checkPorts],
  ['local certificate', checkCertificate],
  ['keys', checkKeys],
  ['remailers', checkRemailers],
  ['chains', checkChains],
];
/** By itself, at the end: it keeps the processor for as long as it takes. */
const atLast: Named<Patient> = ['database', checkDatabase];

/**
 * Runs all checks side by side, and gives their findings in a fixed order. A store that does not open is a finding; what is
 * in it is then not looked at. Throws UserError where there is no bridge yet, its configuration is wrong, or the passphrase.
 */
export async function examineBridge(
  paths: Paths,
  passphrase: Secret,
  around: Surroundings,
  wishes: DoctorWishes = {},
): Promise<readonly Finding[]> {
  const config = mustBeBegun(paths);
  const release = lockForUse(paths.data);
  try {
    return await examine(paths, config, passphrase, around, wishes);
  } finally {
    release();
  }
}

async function examine(
  paths: Paths,
  config: Config,
  passphrase: Secret,
  around: Surroundings,
  wishes: DoctorWishes,
): Promise<readonly Finding[]> {
  const store = tryStore(paths, openVault(paths.data, passphrase));
  const over = new AbortController();
  const parts = openOutside({ ...around, paths, config, passphraseFile: wishes.passphraseFile }, over.signal);
  try {
    const run = runner(around, wishes, outside.length + ('findings' in store ? 0 : inside.length + 1));
    if ('findings' in store) return [...(await all(outside, parts, run)), ...store.findings];
    const patient = { ...parts, store, nyms: openNyms(store) };
    const found = await Promise.all([all(outside, parts, run), all(inside, patient, run)]);
    return [...found.flat(), ...(await run(atLast, patient))];
  } finally {
    over.abort();
    if (!('findings' in store)) store.close();
  }
}

function tryStore({ data }: Paths, key: Secret): Store | { readonly findings: readonly Finding[] } {
  try {
    return openStore(data, key);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { findings: [bad('database', messageOf(error), lost, restore)] };
  }
}

type Run = <P>(check: Named<P>, patient: P) => Promise<readonly Finding[]>;

async function all<P>(checks: readonly Named<P>[], patient: P, run: Run): Promise<readonly Finding[]> {
  return (await Promise.all(checks.map((check) => run(check, patient)))).flat();
}

/** Runs a check for as long as patience lasts. What fails in a way that no check foresees is a finding as well. */
function runner({ clock }: Surroundings, { patienceMs = 90_000, onProgress }: DoctorWishes, total: number): Run {
  let done = 0;
  return async ([name, check], patient) => {
    const over = new AbortController();
    const late = clock.sleep(patienceMs, over.signal).then(() => [tooLate(name, patienceMs)]);
    try {
      return await Promise.race([Promise.resolve(check(patient, over.signal)), late]);
    } catch (error) {
      return [bad(name, `It could not be looked at. ${messageOf(error)}`, 'Whether it is right is not known.', retry)];
    } finally {
      over.abort();
      onProgress?.(++done, total);
    }
  };
}

const retry = 'Try again; if it stays so, look at the log of "nymbridge run".';

function tooLate(name: string, ms: number): Finding {
  const finding = `There was no answer within ${Math.round(ms / 1000)} seconds.`;
  return bad(name, finding, 'It does not work, or very slowly.', 'Try again later.');
}
