import { UserError } from '../../base/errors';
import { nearestName } from '../../bridge';
import type { ChangeWishes, PassphraseWish } from '../../bridge';
import { isOff, readCopies, readEvery, readOneOf, readPassphraseWord, readPoolTimes, readYes } from './values';

/** What `nym set` was told, with 'ask' where a passphrase is to be typed hidden. */
export type SetWords = Omit<ChangeWishes, 'hsub' | 'symmetric'> & {
  readonly hsub?: PassphraseWish | 'ask';
  readonly symmetric?: PassphraseWish | 'ask';
};

const settings = [
  'hsub',
  'symmetric',
  'subject',
  'acksend',
  'ephemeral',
  'name',
  'transport',
  'copies',
  'rotate',
  'pool',
  'html',
  'metadata',
  'forwards',
] as const;
type Setting = (typeof settings)[number];

/** Other names that the server knows too (nymserv.md §3). */
const aliases: Readonly<Record<string, Setting>> = {
  'hash-subject': 'hsub',
  'subject-password': 'hsub',
  'hash-key': 'hsub',
  'acknowledge-send': 'acksend',
};

const byOtherVerbs: Readonly<Record<string, string>> = {
  ratchet: 'The keys of an ephemeral layer are made here: ephemeral=new asks for another layer.',
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
  ephemeral: 'ephemeral=new',
  name: "name='Panda Bear'",
  transport: 'transport=relay',
  copies: 'copies=2',
  rotate: 'rotate=30d',
  pool: 'pool=2h',
  html: 'html=text',
  metadata: 'metadata=clean',
  forwards: 'forwards=clean',
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
  acksend: (value) => ({ acksend: readYes('acksend=', value) }),
  ephemeral: (value) => ({ ephemeral: readOneOf(['new'], 'ephemeral=', value) }),
  name: (value) => ({ displayName: value.trim() }),
  transport: (value) => ({ transport: some('transport', value.trim()) }),
  copies: (value) => ({ copies: readCopies('copies=', value) }),
  rotate: (value) => ({ rotateMs: readEvery('rotate=', value) }),
  pool: (value) => ({ pool: readPoolTimes('pool=', value) }),
  html: (value) => ({ html: readOneOf(['keep', 'text'], 'html=', value) }),
  metadata: (value) => ({ metadata: readOneOf(['keep', 'clean', 'refuse'], 'metadata=', value) }),
  forwards: (value) => ({ forwards: readOneOf(['clean', 'whole'], 'forwards=', value) }),
};

function some(name: Setting, value: string): string {
  if (value.trim() !== '') return value;
  throw new UserError(`"${name}" needs a value: ${name}=VALUE, for example ${examples[name]}.`);
}
