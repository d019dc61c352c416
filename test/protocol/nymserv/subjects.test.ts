import { describe, expect, test } from '@jest/globals';
import { makeHsub, matchesHsub, matchesSubject, openMatcher } from '../../../src/protocol/nymserv';
import type { Selector } from '../../../src/protocol/nymserv';
import { seededRandom } from '../../support/random';

const random = seededRandom('subjects');
/** Made by the real server for the passphrase "panda". */
const recorded = 'f1aa244b2d9bdf6052d92c8db7ad8499bd1c140e54b74308';

describe('hSub', () => {
  test('a subject of the real server is found', () => {
    expect(matchesHsub(recorded, 'panda')).toBe(true);
    expect(matchesHsub(recorded, 'Panda')).toBe(false);
  });

  test.each([48, 49, 64, 80])('one of %i digits is found by its own passphrase only', (digits) => {
    const subject = makeHsub('correct horse', random, digits);
    expect(subject).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
    expect(matchesHsub(subject, 'correct horse')).toBe(true);
    expect(matchesHsub(subject, 'correct horses')).toBe(false);
  });

  test('two subjects of one nym have nothing in common that an onlooker could see', () => {
    expect(makeHsub('panda', random)).not.toBe(makeHsub('panda', random));
  });

  test('a server is never asked for less than 48 or more than 80 digits', () => {
    expect(makeHsub('panda', random, 1)).toHaveLength(48);
    expect(makeHsub('panda', random, 1000)).toHaveLength(80);
  });

  test('a passphrase beyond ASCII counts as UTF-8', () => {
    expect(matchesHsub(makeHsub('Grüße 🐼', random), 'Grüße 🐼')).toBe(true);
  });

  test.each(['', recorded.slice(0, 46), `${recorded.slice(0, 47)}x`, `${recorded}${recorded}`, 'Re: hello'])(
    '%j is no hSub',
    (subject) => {
      expect(matchesHsub(subject, 'panda')).toBe(false);
    },
  );
});

describe('selectors', () => {
  const panda: Selector = { scheme: 'hsub', passphrase: 'panda' };
  const koala: Selector = { scheme: 'plain', text: 'Message for koala' };
  const old: Selector = { scheme: 'esub', text: 'text', key: 'key' };
  const any: Selector = { scheme: 'trial' };

  test('each finds its own', () => {
    const match = openMatcher([koala, old, panda]);
    expect(match(recorded)).toEqual([panda]);
    expect(match('Message for koala')).toEqual([koala]);
    expect(match('14857375e7174ae1dd83b80612f8a148e2777c7ae78c4c7d')).toEqual([old]);
    expect(match('0'.repeat(48))).toEqual([]);
  });

  test('all that one subject matches are told, in their order: two nyms may have the same', () => {
    const twin = { ...panda };
    const asText: Selector = { scheme: 'plain', text: recorded };
    expect(openMatcher([any, asText, twin, koala, panda])(recorded)).toEqual([asText, twin, panda]);
  });

  test('one of a hundred finds its own, and passphrases too long for one block are among them', () => {
    const many = Array.from({ length: 100 }, (_, n): Selector => ({ scheme: 'hsub', passphrase: 'x'.repeat(n) }));
    const match = openMatcher(many);
    for (const [n, one] of many.entries()) expect(match(makeHsub('x'.repeat(n), random))).toEqual([one]);
  });

  test('a nym without a subject is asked last, whatever its place: trying keys is dear', () => {
    const match = openMatcher([any, panda]);
    expect(match(recorded)).toEqual([panda]);
    expect(match('anything')).toEqual([any]);
  });

  test('a plain subject is not found inside another one', () => {
    expect(matchesSubject(koala, 'Message for koalas')).toBe(false);
    expect(matchesSubject(koala, 'message for koala')).toBe(false);
  });

  test('a plain subject in UTF-8 is found though the news client read one character a byte', () => {
    const selector: Selector = { scheme: 'plain', text: 'Grüße' };
    expect(matchesSubject(selector, 'Grüße')).toBe(true);
    expect(matchesSubject(selector, Buffer.from('Grüße').toString('latin1'))).toBe(true);
  });

  test('a space a news server put at an end hides nothing', () => {
    expect(matchesSubject(panda, ` ${recorded} `)).toBe(true);
  });
});
