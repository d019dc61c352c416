import type { Random } from '../../base/random';
import type { Nym } from '../../nym';
import { makePassphrase, ratePassphrase } from '../../nym';
import { fieldText, firstField, readHeader } from '../../protocol/mime';
import { readConfigBody } from '../../protocol/nymserv';
import type { Options } from '../../protocol/nymserv';
import { Refusal } from '../letter';
import { ownWords } from './ownWords';
import { refusing } from './refusing';

/**
 * The options that a mail to `config@` asks for: its `name: value` lines, and none of its headers (nymserv.md §3). None at all, which
 * asks for the list of settings, where the subject is `status`, whatever else the client has put into the mail. `random` makes a
 * passphrase, `off` unsets; a weak one that somebody typed needs the line `i-know: yes`. Throws Refusal.
 */
export async function readConfigMail(
  source: Buffer,
  { address }: Pick<Nym, 'address'>,
  random: Random,
): Promise<Options> {
  if (subjectWord(source) === 'status') return {};
  const { known, text } = takeKnown(ownWords(source));
  const written = refusing(() => readConfigBody(text));
  if (written.subject?.toLowerCase() === 'random') throw new Refusal('bad-request', notRandom);
  const options = {
    ...written,
    ...made('hsub', written.hsub, random),
    ...made('symmetric', written.symmetric, random),
    ...(written.subject?.toLowerCase() === 'off' ? { subject: null } : {}),
  };
  if (!known) await refuseWeak(written, options, address);
  return options;
}

/** The subject of a mail as one word in lower case, without the "Re:" of an answer (in a few languages); undefined where it is more. */
export function subjectWord(source: Buffer): string | undefined {
  const field = firstField(readHeader(source).fields, 'subject');
  const text = field === undefined ? '' : fieldText(field).slice(0, 200).trim();
  return /^(?:(?:re|aw|antw|sv|vs|fwd?|wg)\s{0,3}:\s{0,3}){0,5}([a-z]+)[.!]?$/i.exec(text)?.[1]?.toLowerCase();
}

const notRandom =
  'A random subject that stays the same would mark all mail of this nym. Write "hsub: random" for one that changes with every mail.';

type Passphrase = 'hsub' | 'symmetric';

function made(option: Passphrase, value: string | null | undefined, random: Random): Options {
  const word = value?.toLowerCase();
  if (word === 'random') return { [option]: makePassphrase(random) };
  return word === 'off' ? { [option]: null } : {};
}

/** Takes the line `i-know: yes` out of a text: it is for the bridge and not for the server. The line stays, empty. */
function takeKnown(text: string): { readonly known: boolean; readonly text: string } {
  let known = false;
  const lines = text.split('\n').map((line, index) => {
    const value = /^\s{0,20}i-know\s{0,20}:\s{0,20}(\w*)/i.exec(line)?.[1];
    if (value === undefined) return line;
    known = value.toLowerCase() === 'yes';
    if (known || value.toLowerCase() === 'no') return '';
    throw new Refusal('bad-request', `Line ${index + 1}: "i-know" is either yes or no.`);
  });
  return { known, text: lines.join('\n') };
}

/** Rates what somebody has typed: whoever guesses it can tell all mail of the nym for ever (nymserv.md §5). */
async function refuseWeak(written: Options, asked: Options, address: string): Promise<void> {
  for (const option of ['hsub', 'symmetric'] as const) {
    const typed = asked[option];
    if (typeof typed !== 'string' || typed !== written[option]) continue;
    const { weak, sentence } = await ratePassphrase(typed, [address, ...address.split('@')]);
    if (!weak) continue;
    const advice = `Write "${option}: random", or add the line "i-know: yes" to have it all the same.`;
    throw new Refusal('bad-request', `The passphrase for "${option}" is weak. ${sentence} ${advice}`);
  }
}
