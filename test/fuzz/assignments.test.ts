import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/base/errors';
import { readAssignments } from '../../src/cli/nym/assignments';

const known = new Set(['hsub', 'symmetric', 'subject', 'acksend', 'displayName', 'transport', 'copies', 'rotateMs']);
const name = fc.constantFrom('hsub', 'symmetric', 'subject', 'acksend', 'name', 'transport', 'copies', 'rotate');
const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.tuple(name, fc.string({ unit: 'binary' })).map(([setting, value]) => `${setting}=${value}`),
);

/** The names of what was read, or the sentence of a refusal; anything else thrown is a failure of the test. */
function attempt(words: string[]): { members: string[]; sentence: string } {
  try {
    return { members: Object.keys(readAssignments(words)), sentence: '' };
  } catch (error) {
    if (error instanceof UserError) return { members: [], sentence: error.message };
    throw error;
  }
}

test('any words are read, or refused by one sentence', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const { members, sentence } = attempt(words);
      expect(members.filter((member) => !known.has(member))).toEqual([]);
      expect(sentence.length).toBeLessThan(200);
    }),
  );
});

test('a passphrase is taken as it is typed, and is in no sentence', () => {
  const secret = fc.string({ unit: 'binary', minLength: 12 }).filter((text) => text.trim().length > 10);
  fc.assert(
    fc.property(secret, (text) => {
      expect(readAssignments([`hsub=${text}`])).toEqual({ hsub: { text } });
      const twice = () => readAssignments([`symmetric=${text}`, `symmetric=${text}`]);
      expect(twice).toThrow('"symmetric" is given twice. Give it once.');
    }),
  );
});
