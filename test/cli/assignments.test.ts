import { describe, expect, test } from '@jest/globals';
import { readAssignments } from '../../src/cli/nym/assignments';

const day = 86_400_000;

describe('NAME=VALUE', () => {
  test('is read in each of its names, with the words of each', () => {
    expect(
      readAssignments([
        'hsub=random',
        'symmetric=ask',
        'subject=news from the zoo',
        'acksend=no',
        'name= Panda Bear ',
        'transport=relay',
        'copies=2',
        'rotate=30d',
        'pool=30m..6h',
        'html=text',
        'metadata=Clean',
        'forwards=whole',
      ]),
    ).toEqual({
      hsub: 'random',
      symmetric: 'ask',
      subject: 'news from the zoo',
      acksend: false,
      displayName: 'Panda Bear',
      transport: 'relay',
      copies: 2,
      rotateMs: 30 * day,
      pool: { leastMs: day / 48, mostMs: day / 4 },
      html: 'text',
      metadata: 'clean',
      forwards: 'whole',
    });
  });

  test.each(['off', 'none', 'NO', ' false ', '0'])('"%s" unsets what can be unset', (off) => {
    expect(
      readAssignments([`hsub=${off}`, `symmetric=${off}`, `subject=${off}`, `rotate=${off}`, `pool=${off}`]),
    ).toEqual({
      hsub: null,
      symmetric: null,
      subject: null,
      rotateMs: null,
      pool: { leastMs: 0, mostMs: 0 },
    });
  });

  test('takes a passphrase as it is, equals signs and all, also by the server’s other names', () => {
    expect(readAssignments(['Hash-Key=a=b c', 'SYMMETRIC= x'])).toEqual({
      hsub: { text: 'a=b c' },
      symmetric: { text: ' x' },
    });
  });

  test('a display name can be emptied', () => {
    expect(readAssignments(['name='])).toEqual({ displayName: '' });
  });

  test.each([
    [
      [],
      /^Set what\? Give NAME=VALUE.*Known: hsub, symmetric, subject, acksend, ephemeral, name, transport, copies, rotate, pool, html/,
    ],
    [['hsup=random'], 'There is no setting "hsup". Did you mean "hsub"?'],
    [['acknowledge-sent=no'], 'There is no setting "acknowledge-sent". Did you mean "acknowledge-send"?'],
    [['colour=blue'], /^There is no setting "colour"\. Known: hsub/],
    [['hsub'], '"hsub" needs a value: hsub=VALUE, for example hsub=random.'],
    [['hsub='], 'hsub= is empty: give random, ask, off, or a passphrase.'],
    [['symmetric=  '], 'symmetric= is empty: give random, ask, off, or a passphrase.'],
    [['subject='], '"subject" needs a value: subject=VALUE, for example subject=\'news from the zoo\'.'],
    [['transport='], '"transport" needs a value: transport=VALUE, for example transport=relay.'],
    [['hsub=random', 'hash-key=x'], '"hsub" is given twice. Give it once.'],
    [['acksend=maybe'], 'acksend=maybe: give yes or no.'],
    [['copies=two'], 'copies=two: give a number, for example 2.'],
    [['rotate=monthly'], 'rotate=monthly: give a time such as 30d, 8w or 6m, or off.'],
    [['pool=6h..30m'], 'pool=6h..30m: give a time such as 2h, from and to such as 30m..6h, or off.'],
    [['pool=soon'], /^pool=soon: give a time/],
    [['html=plain'], 'html=plain: give keep or text.'],
    [['metadata=strip'], 'metadata=strip: give keep, clean or refuse.'],
    [['forwards='], 'forwards=: give clean or whole.'],
    [['hsub: random'], /^Every change reads NAME=VALUE, for example hsub=random\. Known/],
    [['=random'], /^Every change reads NAME=VALUE/],
    [['delete=yes'], 'A nym is deleted by "nymbridge nym delete ADDRESS".'],
    [['expires=5y'], /^No server prolongs a key: "nymbridge nym recreate ADDRESS"/],
    [['key=ecc'], /^A key cannot be changed: "nymbridge nym recreate ADDRESS"/],
    [['address=koala@nym.test'], /^An address cannot be changed/],
    [['__proto__=x'], /^There is no setting "__proto__"/],
  ])('%j is refused by a sentence that says what would be right', (words, sentence) => {
    expect(() => readAssignments(words)).toThrow(sentence);
  });
});
