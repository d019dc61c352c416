import { listRemailers } from '../remailers';
import { bad, type Finding, good, warning } from './finding';
import type { Check, Patient } from './patient';

const look = 'Look at "nymbridge remailers"; "nymbridge remailers fetch" fetches now.';

/** Whether what is known of the remailers can be relied on: new, had from every source, and without contradictions. Nothing is fetched. */
export const checkRemailers: Check<Patient> = (patient) => {
  const known = listRemailers(patient);
  return (['keys', 'statistics'] as const).map((what) => judge(what, known));
};

function judge(
  what: 'keys' | 'statistics',
  { remailers, disputes, sources }: ReturnType<typeof listRemailers>,
): Finding {
  const check = what === 'keys' ? 'remailer directory' : 'remailer statistics';
  const mine = sources.filter((source) => source.what === what);
  if (mine.length === 0) return good(check, 'No sources are named.', 'No letter can go through remailers packed here.');
  if (remailers.length === 0)
    return bad(check, 'No remailer is known that can be used now.', 'Letters through remailers wait.', look);
  const old = mine.filter(({ old: isOld }) => isOld).length;
  const missing = mine.filter(({ failure }) => failure !== null).length;
  const disputed = what === 'keys' ? disputes.length : 0;
  if (disputed > 0)
    return warning(
      check,
      `Sources contradict each other about ${disputed} remailers.`,
      'What more than half of them say is used, and nothing else.',
      look,
    );
  if (missing > 0)
    return warning(
      check,
      `${missing} of ${mine.length} sources could not be had.`,
      'What the others say is used.',
      look,
    );
  if (old > 0)
    return warning(check, `${old} of ${mine.length} sources are old.`, 'Remailers may be gone by now.', look);
  return good(check, `All ${mine.length} sources are new and agree.`, 'Chains can be drawn from them.');
}
