import { createRequire } from 'node:module';
import type * as Core from '@zxcvbn-ts/core';
import type * as Common from '@zxcvbn-ts/language-common';
import type * as English from '@zxcvbn-ts/language-en';
import { UserError } from '../base/errors';
import type { Random } from '../base/random';
import { randomPlainText } from '../base/random';
import type { Options } from '../protocol/nymserv';
import { checkOptions, NymservError } from '../protocol/nymserv';
import { limits } from './limits';

/** How long a passphrase stands against somebody who has the newsgroup, where everybody can take it from. */
export interface Rating {
  /** What one graphics card needs for it; may be a fraction, or Infinity. */
  readonly days: number;
  /** Less than a century. */
  readonly weak: boolean;
  /** For the one who typed it; does not repeat it. */
  readonly sentence: string;
}

/** A passphrase for an hSub or the symmetric layer: 131 random bits in 26 plain characters, which no server misreads (nymserv.md §3, §5). */
export function makePassphrase(random: Random): string {
  return randomPlainText(random, limits.hsubCharacters);
}

/** What a passphrase is for: how fast it is guessed, and what to say where it is weak. */
const uses = {
  nym: {
    guessesPerSecond: limits.guessesPerSecond,
    advice: 'Whoever guesses it can tell all mail of this nym, for ever: let "random" make a better one.',
  },
  bundle: {
    guessesPerSecond: limits.bundleGuessesPerSecond,
    advice: 'Whoever comes upon the files and guesses it is this nym: take six words drawn by lot.',
  },
} as const;

/**
 * Rates a passphrase that somebody has typed, by zxcvbn's number of guesses; `known` are words that an attacker would try first
 * (the nym's name). It is for a `nym` (hSub, symmetric layer) or for the `bundle` of an export. Takes up to half a second: the
 * word lists are loaded with the first call.
 */
export async function ratePassphrase(
  text: string,
  known: readonly string[] = [],
  use: keyof typeof uses = 'nym',
): Promise<Rating> {
  estimator ??= loadEstimator();
  const { guesses } = estimator.check(text.slice(0, limits.ratedCharacters), [...known]);
  const { guessesPerSecond, advice } = uses[use];
  const days = guesses / guessesPerSecond / 86_400;
  const weak = days < limits.strongDays;
  const time = `One graphics card guesses this passphrase within ${inWords(days)}.`;
  return { days, weak, sentence: weak ? `${time} ${advice}` : time };
}

/** Throws UserError for what the server would ignore, misread or break on (nymserv.md §3); the message repeats no value. */
export function checkWords(options: Options): void {
  try {
    checkOptions(options);
  } catch (error) {
    if (!(error instanceof NymservError)) throw error;
    throw new UserError(error.message, { cause: error });
  }
}

let estimator: Core.ZxcvbnFactory | undefined;

/** Not imported on top: the word lists take a quarter of a second and 60 MB, which most commands need not pay. */
function loadEstimator(): Core.ZxcvbnFactory {
  const load = createRequire(__filename);
  const { ZxcvbnFactory } = load('@zxcvbn-ts/core') as typeof Core;
  const common = load('@zxcvbn-ts/language-common') as typeof Common;
  const english = load('@zxcvbn-ts/language-en') as typeof English;
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: limits.ratedCharacters,
  });
}

const units = [
  { days: 365, name: 'year' },
  { days: 1, name: 'day' },
  { days: 1 / 24, name: 'hour' },
  { days: 1 / 1440, name: 'minute' },
  { days: 1 / 86_400, name: 'second' },
] as const;

function inWords(days: number): string {
  if (days >= 1000 * 365) return 'more than a thousand years';
  const unit = units.find((one) => days >= one.days);
  if (!unit) return 'a second';
  const count = Math.ceil(days / unit.days);
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}
