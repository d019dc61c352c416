import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { baseSubject } from '../../../../src/protocol/imap/message/baseSubject';

const pieces = ['re', 'RE', 'fw', 'Fwd', ':', '[', ']', '[fwd:', '[list]', '(fwd)', ' ', '\t', 'lunch', 'a'];

/** RFC 5256 §2.1 as it stands there: step by step on whole strings, slow and without cleverness. */
function slowly(subject: string): string {
  let text = subject.replace(/[ \t\r\n]+/g, ' ');
  for (;;) {
    while (/( |\(fwd\))$/i.test(text)) text = text.replace(/( |\(fwd\))$/i, '');
    for (let before = ''; before !== text;) {
      before = text;
      text = text.replace(/^(?: |(?:\[[^[\]]*\] *)*(?:re|fwd?) *(?:\[[^[\]]*\] *)?:)/i, '');
      const without = text.replace(/^\[[^[\]]*\] */, '');
      if (before === text && without !== '') text = without;
    }
    if (!/^\[fwd:.*\]$/is.test(text)) return text;
    text = text.slice(5, -1);
  }
}

describe('baseSubject', () => {
  test.each([
    ['Re: lunch', 'lunch', true],
    ['RE : [nyms] Fwd: lunch (fwd)', 'lunch', true],
    ['Fw[2]: lunch', 'lunch', true],
    ['[nyms] [panda] lunch', 'lunch', false],
    ['[nyms] Re: lunch', 'lunch', true],
    ['[nyms]', '[nyms]', false],
    ['[nyms] [panda]', '[panda]', false],
    ['[fwd: Re: [fwd: lunch (fwd)] ]', 'lunch', true],
    ['AW: lunch', 'AW: lunch', false],
    ['Report: lunch', 'Report: lunch', false],
    ['  lunch \t at\r\n noon ', 'lunch at noon', false],
    ['Re:', '', true],
    ['', '', false],
  ])('an answer to %j is sorted under %j', (subject, text, isReply) => {
    expect(baseSubject(subject)).toEqual({ text, isReply });
  });

  test('it is what the steps of the RFC give, whatever the subject', () => {
    assert(
      property(array(constantFrom(...pieces), { maxLength: 14 }), (words) => {
        const subject = words.join('');
        expect(baseSubject(subject).text).toBe(slowly(subject));
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['[a]', '[fwd:', 'Re: ', '[', '(fwd)', 're[', ' '])('a megabyte of %j takes no time', (piece) => {
    baseSubject(piece.repeat(1_000_000 / piece.length));
  });
});
