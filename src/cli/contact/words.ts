import { UserError } from '../../base/errors';
import type { ContactHabits } from '../../bridge';
import { readOneOf, readYes } from '../nym/values';

export const habitWords = ['always', 'when-asked', 'never'] as const;

const known = 'Known: encrypt=always|when-asked|never, sign=yes|no.';

/** Reads `encrypt=...` and `sign=...`. Throws UserError for everything else, and for nothing. */
export function readHabits(words: readonly string[]): Partial<ContactHabits> {
  if (words.length === 0) throw new UserError(`Set what? ${known}`);
  return Object.assign({}, ...words.map(readHabit)) as Partial<ContactHabits>; // each gives members of ContactHabits
}

function readHabit(word: string): Partial<ContactHabits> {
  const [, name, value = ''] = /^(encrypt|sign)=(.*)$/s.exec(word) ?? [];
  switch (name) {
    case 'encrypt':
      return { encrypt: readOneOf(habitWords, 'encrypt=', value) };
    case 'sign':
      return { sign: readYes('sign=', value) };
    default:
      throw new UserError(`"${word.slice(0, 40)}" cannot be set. ${known}`);
  }
}
