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

test('any words are read, or refused by one sentence', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      try {
        for (const member of Object.keys(readAssignments(words))) expect(known).toContain(member);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect(String(error).length).toBeLessThan(200);
      }
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
