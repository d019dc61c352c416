import { beforeAll, describe, expect, test } from '@jest/globals';
import { readArticle } from '../../../src/incoming/article';
import { openMatch } from '../../../src/incoming/match';
import type { Nym } from '../../../src/nym';
import { makeHsub } from '../../../src/protocol/nymserv';
import type { Selector } from '../../../src/protocol/nymserv';
import type { NymState } from '../../../src/store';
import { makeArticle } from '../../support/article';
import { aliceActive } from '../../support/nyms';
import { seededRandom } from '../../support/random';

const random = seededRandom('match');
let alice: Nym;

beforeAll(async () => {
  ({ alice } = await aliceActive());
});

function nym(selectors: readonly Selector[], over: Partial<Nym> = {}): Nym {
  return { ...alice, selectors, ...over };
}

const article = (subject: string, parts: Parameters<typeof makeArticle>[0] = {}) =>
  readArticle(makeArticle({ subject, ...parts }));

const schemes = (nyms: readonly Nym[], subject: string) =>
  openMatch(nyms)(article(subject)).map(({ nym: { address }, scheme }) => [address, scheme]);

describe('an article is recognised', () => {
  test.each<readonly [string, Selector, string]>([
    ['hsub', { scheme: 'hsub', passphrase: 'panda' }, makeHsub('panda', random)],
    ['plain', { scheme: 'plain', text: 'Message for panda' }, 'Message for panda'],
    ['esub', { scheme: 'esub', text: 'text', key: 'key' }, '14857375e7174ae1dd83b80612f8a148e2777c7ae78c4c7d'],
  ])('by %s', (scheme, selector, subject) => {
    expect(schemes([nym([selector])], subject)).toEqual([['panda@nym.test', scheme]]);
    expect(schemes([nym([selector])], 'something else')).toEqual([]);
  });

  test('by a passphrase that was replaced as well as by the new one: changes are answered late', () => {
    const both: Selector[] = ['old', 'new'].map((passphrase) => ({ scheme: 'hsub', passphrase }));
    for (const passphrase of ['old', 'new'])
      expect(schemes([nym(both)], makeHsub(passphrase, random))).toEqual([['panda@nym.test', 'hsub']]);
  });

  test('for each of two nyms with the same subject, as only the key can tell', () => {
    const selectors: Selector[] = [{ scheme: 'plain', text: 'hello' }];
    const koala = nym(selectors, { address: 'koala@nym.test' });
    expect(schemes([nym(selectors), koala], 'hello')).toEqual([
      ['panda@nym.test', 'plain'],
      ['koala@nym.test', 'plain'],
    ]);
  });

  test('by its subject before any key is tried', () => {
    const trial = nym([{ scheme: 'trial' }], { address: 'koala@nym.test' });
    const plain = nym([{ scheme: 'plain', text: 'hello' }]);
    expect(schemes([trial, plain], 'hello')).toEqual([
      ['panda@nym.test', 'plain'],
      ['koala@nym.test', 'trial'],
    ]);
  });
});

describe('the key is tried', () => {
  const hsub: Selector = { scheme: 'hsub', passphrase: 'panda' };

  test.each<readonly [NymState, boolean, boolean]>([
    // state, with an hSub, without a subject
    ['draft', false, false],
    ['requested', true, true],
    ['active', false, true],
    ['changing', false, true],
    ['duplicate', false, false],
    ['reserved', false, false],
    ['deleting', false, true],
    ['deleted', false, true],
    ['expired', false, true],
    ['lost', false, true],
  ])('on a nym that is %s: with an hSub %s, without a subject %s', (state, withHsub, without) => {
    const tried = (selectors: readonly Selector[]) => schemes([nym(selectors, { state })], 'foreign').length === 1;
    expect(tried([hsub])).toBe(withHsub);
    expect(tried([{ scheme: 'trial' }])).toBe(without);
  });

  const match = () => openMatch([nym([{ scheme: 'trial' }])]);

  test('not on what was posted long before the key was made', () => {
    const dated = (date: string) => match()(article('x', { date }));
    expect(dated('Sun, 28 Dec 2025 12:00:00 +0000')).toEqual([]);
    expect(dated('Wed, 31 Dec 2025 12:00:00 +0000')).toHaveLength(1);
    expect(dated('nonsense')).toHaveLength(1);
  });
});
