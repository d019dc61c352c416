import { bad, dayOf, type Finding, good, warning } from './finding';
import type { Check, Patient } from './patient';

const day = 24 * 3600_000;
/** As in `status`: a new nym, and telling people of it, take time. */
const soonMs = 60 * day;

interface Ending {
  readonly check: string;
  readonly at: number | undefined;
  readonly meaning: string;
  readonly next: string;
}

/** Whether the nym servers' keys and those of the nyms in use last: one finding for each that does not. */
export const checkKeys: Check<Patient> = async (patient) => {
  const all = [...(await serverKeys(patient)), ...(await nymKeys(patient))];
  const now = patient.clock.now();
  const ending = all.flatMap((one) => judge(one, now));
  if (ending.length > 0) return ending;
  const first = Math.min(...all.flatMap(({ at }) => at ?? []));
  const lasting = Number.isFinite(first) ? `the first to end does so on ${dayOf(first)}` : 'none of them ends';
  const finding = all.length === 0 ? 'There are none yet.' : `There are ${all.length}; ${lasting}.`;
  return [good('keys', finding, 'Letters can be encrypted and signed.')];
};

function judge({ check, at, meaning, next }: Ending, now: number): Finding[] {
  if (at === undefined || at - now > soonMs) return [];
  if (at <= now) return [bad(check, `It ended on ${dayOf(at)}.`, meaning, next)];
  return [warning(check, `It ends on ${dayOf(at)}, in ${Math.ceil((at - now) / day)} days.`, meaning, next)];
}

async function serverKeys({ nyms }: Patient): Promise<Ending[]> {
  return (await nyms.servers()).map(({ domain, key }) => ({
    check: `key of ${domain}`,
    at: key.expires?.getTime(),
    meaning: 'Nothing can be encrypted to the nym server after that.',
    next: `Get its key anew, compare the fingerprint, and have it taken: nymbridge server refresh ${domain} --key FILE (for another key: nymbridge server replace --help)`,
  }));
}

/** Of nyms that still live: a key that has ended cannot hurt the others. */
async function nymKeys({ nyms }: Patient): Promise<Ending[]> {
  const living = (await nyms.all()).filter(({ state }) =>
    ['requested', 'active', 'changing', 'expired'].includes(state),
  );
  return living.map(({ address, expiresAt }) => ({
    check: `key of ${address}`,
    at: expiresAt,
    meaning: 'The nym ends with its key, which no server prolongs; mail to it is then refused.',
    next: `Make it again with a new key, or another nym, and tell the people who write to it: nymbridge nym --help`,
  }));
}
