import type { NymView } from '../../../nym';
import { settledOptions } from '../../../protocol/nymserv';
import type { Settings } from '../../../protocol/nymserv';

type OptionName = 'hsub' | 'subject' | 'symmetric' | 'acksend';
type Value = string | boolean | null;

/** One option in a list of settings, beside what was asked for before the list came. */
export interface ListedOption {
  readonly option: OptionName;
  readonly listed: Value;
  /** `none`: nothing was asked. */
  readonly asked: 'granted' | 'not granted' | 'none';
  /** A text in force that this bridge has never asked for. */
  readonly isForeign: boolean;
}

/** Holds a list of settings against what was asked for, and against what was in force, before it came (nymserv.md §3, §6). */
export function compareOptions(settings: Settings, before: NymView): readonly ListedOption[] {
  const inList = settledOptions(settings);
  return before.standing.options.map(({ option, asked, said }) => {
    const listed = inList[option] ?? unset[option];
    const isKnown = typeof listed !== 'string' || listed === said || listed === asked || before.known.has(listed);
    const isGranted = asked === undefined ? 'none' : (asked ?? unset[option]) === listed ? 'granted' : 'not granted';
    // the first list of all has nothing to be held against
    return { option, listed, asked: isGranted, isForeign: before.standing.settings !== undefined && !isKnown };
  });
}

/** What the server does where its list says nothing of an option. */
const unset: Record<OptionName, Value> = { hsub: null, subject: null, symmetric: null, acksend: true };

/** What each option is for, as it stands in the table. */
const labels: Record<OptionName, string> = {
  hsub: 'hsub',
  subject: 'subject',
  symmetric: 'symmetric',
  acksend: 'acksend (receipts)',
};

const notes: Record<ListedOption['asked'], string> = {
  granted: 'as you asked',
  'not granted': 'not what you asked for',
  none: '',
};

/** The options as lines of a table. A passphrase is said to be there, and no more: it stands in the server's own words. */
export function optionLines(options: readonly ListedOption[]): readonly string[] {
  return options.map(({ option, listed, asked }) =>
    `  ${labels[option].padEnd(20)}${wordFor(option, listed).padEnd(16)}${notes[asked]}`.trimEnd(),
  );
}

function wordFor(option: OptionName, value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  return option === 'subject' ? `"${value}" ` : 'a passphrase';
}

/** "hsub, acksend" */
export function namesOf(options: readonly ListedOption[]): string {
  return options.map(({ option }) => option).join(', ');
}
