import { UserError } from '../../base/errors';
import { nearestName, readLife } from '../../bridge';
import type { ChangeWishes, PassphraseWish } from '../../bridge';

/** What `nym set` was told, with 'ask' where a passphrase is to be typed hidden. */
export type SetWords = Omit<ChangeWishes, 'hsub' | 'symmetric'> & {
  readonly hsub?: PassphraseWish | 'ask';
  readonly symmetric?: PassphraseWish | 'ask';
};

const settings = ['hsub', 'symmetric', 'subject', 'acksend', 'name', 'transport', 'copies', 'rotate'] as const;
type Setting = (typeof settings)[number];

/** Other names that the server knows too (nymserv.md §3). */
const aliases: Readonly<Record<string, Setting>> = {
  'hash-subject': 'hsub',
  'subject-password': 'hsub',
  'hash-key': 'hsub',
  'acknowledge-send': 'acksend',
};

const byOtherVerbs: Readonly<Record<string, string>> = {
  delete: 'A nym is deleted by "nymbridge nym delete ADDRESS".',
  key: 'A key cannot be changed: "nymbridge nym recreate ADDRESS" makes the nym anew, with another.',
  expires: 'No server prolongs a key: "nymbridge nym recreate ADDRESS" makes the nym anew, with another.',
  address: 'An address cannot be changed: "nymbridge nym create ADDRESS" makes another nym.',
  password: 'The password of the mail account here is not among the settings of a nym.',
};

/**
 * Reads `NAME=VALUE` words. Throws UserError for a name that is none or comes twice, and for a value that the name cannot have;
 * no value that may be a passphrase is repeated.
 */
export function readAssignments(words: readonly string[]): SetWords {
  if (words.length === 0) throw new UserError(`Set what? Give NAME=VALUE, for example hsub=random. ${known}`);
  const read = new Map<Setting, Partial<SetWords>>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = findSetting(equals < 0 ? word : word.slice(0, equals));
    if (equals < 0) throw new UserError(`"${name}" needs a value: ${name}=VALUE, for example ${examples[name]}.`);
    if (read.has(name)) throw new UserError(`"${name}" is given twice. Give it once.`);
    read.set(name, readers[name](word.slice(equals + 1)));
  }
  return Object.assign({}, ...read.values()) as SetWords; // each reader gives members of its own
}

const known = `Known: ${settings.join(', ')}.`;

const examples: Record<Setting, string> = {
  hsub: 'hsub=random',
  symmetric: 'symmetric=off',
  subject: "subject='news from the zoo'",
  acksend: 'acksend=no',
  name: "name='Panda Bear'",
  transport: 'transport=relay',
  copies: 'copies=2',
  rotate: 'rotate=30d',
};

function findSetting(written: string): Setting {
  const name = written.trim().toLowerCase();
  const found = settings.find((one) => one === name) ?? (Object.hasOwn(aliases, name) ? aliases[name] : undefined);
  if (found) return found;
  const other = Object.hasOwn(byOtherVerbs, name) ? byOtherVerbs[name] : undefined;
  throw new UserError(other ?? unknown(written, name));
}

/** Of a word without a name in front it shows nothing: it may be a passphrase. */
function unknown(written: string, name: string): string {
  if (!/^[\w-]{1,40}$/.test(name)) return `Every change reads NAME=VALUE, for example hsub=random. ${known}`;
  const nearest = nearestName(name, [...settings, ...Object.keys(aliases)]);
  return `There is no setting "${written.trim()}". ${nearest === undefined ? known : `Did you mean "${nearest}"?`}`;
}

const readers: Record<Setting, (value: string) => Partial<SetWords>> = {
  hsub: (value) => ({ hsub: readPassphraseWord('hsub=', value) }),
  symmetric: (value) => ({ symmetric: readPassphraseWord('symmetric=', value) }),
  subject: (value) => ({ subject: isOff(value) ? null : some('subject', value) }),
  acksend: (value) => ({ acksend: readYes(value) }),
  name: (value) => ({ displayName: value.trim() }),
  transport: (value) => ({ transport: some('transport', value.trim()) }),
  copies: (value) => ({ copies: readCopies(value, 'copies=') }),
  rotate: (value) => ({ rotateMs: readEvery(value, 'rotate=') }),
};

/** `random`, `ask`, `off` (`none`, `no`) or a passphrase as it is; `said` is what stood before it. */
export function readPassphraseWord(said: string, value: string): PassphraseWish | 'ask' {
  const word = value.trim().toLowerCase();
  if (word === '') throw new UserError(`${said} is empty: give random, ask, off, or a passphrase.`);
  if (word === 'ask') return 'ask';
  if (word === 'random') return 'random';
  return isOff(value) ? null : { text: value };
}

/** Reads how often, in ms: `30d`, `8w`, `6m`; null for `off`. `said` is what stood before it. */
export function readEvery(value: string, said: string): number | null {
  if (isOff(value)) return null;
  const seconds = readLife(value.trim());
  if (seconds === undefined) throw new UserError(`${said}${shown(value)}: give a time such as 30d, 8w or 6m, or off.`);
  return seconds * 1000;
}

/** Reads a number of copies; how many are sensible is the bridge's. */
export function readCopies(value: string, said: string): number {
  if (!/^\d{1,3}$/.test(value.trim())) throw new UserError(`${said}${shown(value)}: give a number, for example 2.`);
  return Number(value);
}

function readYes(value: string): boolean {
  const word = value.trim().toLowerCase();
  if (['yes', 'on', 'true', '1'].includes(word)) return true;
  if (['no', 'off', 'none', 'false', '0'].includes(word)) return false;
  throw new UserError(`acksend=${shown(value)}: give yes or no.`);
}

/** The words for an option unset, here and on the server (nymserv.md §3). */
function isOff(value: string): boolean {
  return ['off', 'none', 'no', 'false', '0'].includes(value.trim().toLowerCase());
}

function some(name: Setting, value: string): string {
  if (value.trim() !== '') return value;
  throw new UserError(`"${name}" needs a value: ${name}=VALUE, for example ${examples[name]}.`);
}

function shown(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}...` : value;
}
