import { UserError } from '../../base/errors';
import type { Way } from '../../outgoing';
import { remailersOf } from '../remailers';
import { besideRemailers } from '../warnings';
import { bad, type Finding, good, warning } from './finding';
import type { Check, Patient } from './patient';

type ShownChains = Awaited<ReturnType<NonNullable<Way['chains']>>>;
type Plan = ShownChains['plans'][number];

/** Whether chains can be drawn now for what goes through remailers, and from how many of those. Nothing is fetched or sent. */
export const checkChains: Check<Patient> = async (patient) => {
  const remailers = remailersOf(patient);
  const ways = Object.entries(patient.config.transport);
  const found = ways.map(async ([name, { chains }]): Promise<Finding[]> => {
    if (!chains) return [];
    try {
      return [judge(name, await chains({ random: patient.random, remailers }))];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [bad(`chains of ${name}`, error.message, wait, '"nymbridge remailers fetch" fetches now.')];
    }
  });
  return [...(await Promise.all(found)).flat(), ...besideRemailers(patient).map(large)];
};

const wait = 'Letters and requests that are to go this way wait in the outbox.';
const inWords: Record<Plan['kind'], string> = { send: 'letters', config: 'requests', url: 'web pages' };

/** Fewer make chains that are much alike. */
const enough = { onward: 3, exit: 2 } as const;

function judge(name: string, { plans, remailers }: ShownChains): Finding {
  const check = `chains of ${name}`;
  const next = `Look at "nymbridge remailers chain --transport ${name}"; name more sources, or ask less of remailers (docs/ways-out.md).`;
  const failures = plans.flatMap(({ kind, chain, failure }) =>
    failure === undefined ? [] : [`None can be drawn for ${inWords[kind]} (${chain}): ${firstSentence(failure)}`],
  );
  const onward = remailers.filter((one) => one.onward === undefined).length;
  const exit = remailers.filter((one) => one.exit === undefined).length;
  const left = `${onward} of ${remailers.length} remailers can be drawn to pass packets on, ${exit} as the exit.${reasons(remailers)}`;
  if (failures.length > 0) return bad(check, [...failures, left].join(' '), 'What is to go by them waits.', next);
  const drawsFew = (onward < enough.onward || exit < enough.exit) && plans.some(({ chain }) => chain.includes('*'));
  if (!drawsFew) return good(check, left, 'Letters can be packed.');
  return warning(check, left, 'Chains are much alike: whoever runs two of these may see both ends of a letter.', next);
}

/** The others tell of each remailer; that is told here of all together. */
function firstSentence(failure: string): string {
  const end = failure.indexOf('. ');
  return end < 0 ? failure : failure.slice(0, end + 1);
}

/** So many reasons: all of them are in what is named as the next step. */
const mostReasons = 4;

/** ` Not drawn: frog, toad (it is excluded); ...`; the empty text where there is nothing to say. */
function reasons(remailers: ShownChains['remailers']): string {
  const byReason = new Map<string, string[]>();
  for (const { name, onward, exit } of remailers) {
    const reason = onward ?? (exit === undefined ? undefined : `as the exit, ${exit}`);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return '';
  const all = [...byReason].map(([reason, names]) => `${names.join(', ')} (${reason})`);
  const more = all.length > mostReasons ? [`and for ${all.length - mostReasons} more reasons others`] : [];
  return ` Not drawn: ${[...all.slice(0, mostReasons), ...more].join('; ')}.`;
}

function large(sentence: string): Finding {
  const meaning = 'Their time and their length are seen, and letters are traced by these.';
  return warning('large letters', sentence, meaning, 'Take "large" away if that is too much: they are refused then.');
}
