import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1, utf8 } from '../../src/base/bytes';
import { isWhole, readArticle, readMessageId } from '../../src/incoming/article';
import { foreignBody, makeArticle } from '../support/article';

describe('an article', () => {
  test('gives Message-ID, subject, date and body, with either line end', () => {
    for (const lineEnd of ['\r\n', '\n'] as const) {
      const source = makeArticle({ messageId: '<one@nym.test>', subject: 'c0ffee', body: 'the body\n', lineEnd });
      const article = readArticle(source);
      expect(article.messageId).toBe('<one@nym.test>');
      expect(article.subject).toBe('c0ffee');
      expect(article.postedAt?.toISOString()).toBe('2026-11-22T11:34:50.000Z');
      expect(article.body.toString()).toBe(`the body${lineEnd}`);
      expect(article.source).toBe(source);
    }
  });

  test('a folded subject and a name in capitals do not hide it', () => {
    const article = readArticle(latin1('SUBJECT:\r\n two\r\n\twords\r\nmessage-id: <a@b>\r\n\r\n'));
    expect(article.subject).toBe('two words');
    expect(article.messageId).toBe('<a@b>');
  });

  test('a second Subject further down does not change whose article it is', () => {
    expect(readArticle(latin1('Subject: first\nSubject: second\n and more\n\n')).subject).toBe('first');
  });

  test('a subject in UTF-8 is read as such', () => {
    expect(readArticle(utf8('Subject: Grüße\n\n')).subject).toBe('Grüße');
  });

  test('without a Message-ID of its own it has the one the server named', () => {
    expect(readArticle(latin1('Subject: x\n\n'), '<given@news.test>').messageId).toBe('<given@news.test>');
  });

  test('without any Message-ID the same bytes are the same article, and others are another', () => {
    const [a, again, b] = ['one', 'one', 'two'].map((text) => readArticle(latin1(`Subject: ${text}\n\n`)).messageId);
    expect(a).toBe(again);
    expect(a).not.toBe(b);
  });

  test('a date with a comment, or from a server without zone, is still a date', () => {
    const dated = (date: string) => readArticle(latin1(`Date: ${date}\n\n`)).postedAt?.toISOString();
    expect(dated('Sun, 22 Nov 2026 13:34:50 +0100 (CET)')).toBe('2026-11-22T12:34:50.000Z');
    expect(dated('Sun, 22 Nov 2026 13:34:50 -0000')).toBe('2026-11-22T13:34:50.000Z');
    expect(dated('yesterday')).toBeUndefined();
  });

  test('ten thousand folds take no longer than they should', () => {
    const article = readArticle(latin1(`Subject: x\n${' y\n'.repeat(60_000)}\nbody`));
    expect(article.subject.length).toBeGreaterThan(100_000);
  });

  test('any bytes are an article', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { messageId, body, source } = readArticle(bytes, 'no message id');
        expect(readMessageId(messageId)).toBe(messageId);
        expect(body.length).toBeLessThanOrEqual(source.length);
      }),
    );
  });
});

test.each(['', '<>', 'a@b', '<a b@c>', '<a@b', '<a\r\nX: y@b>', `<${'a'.repeat(250)}>`, '<ä@b>'])(
  '%j is no Message-ID that could be sent back to a server',
  (text) => {
    expect(readMessageId(text)).toBeUndefined();
  },
);

const lineEnd = fc.constantFrom('\r\n' as const, '\n' as const);
/** Words with something between them, none of which ends a line. */
const words = fc.array(fc.stringMatching(/^[!-9;-~]{1,12}$/), { minLength: 1, maxLength: 5 });

describe('the header', () => {
  const folded = fc.record({
    name: fc.constantFrom('Subject', 'SUBJECT', 'subject', 'Message-ID', 'message-id', 'Date', 'X-Subject', 'Received'),
    words,
    fold: fc.constantFrom(' ', '\t', ' \t '),
  });

  test('is read as it was meant, however its fields are folded, named and doubled, and whatever the body says', () => {
    fc.assert(
      fc.property(
        fc.array(folded, { maxLength: 8 }),
        lineEnd,
        fc.uint8Array({ maxLength: 50 }),
        (fields, eol, body) => {
          const header = fields.map((one) => `${one.name}: ${one.words.join(eol + one.fold)}${eol}`).join('');
          const article = readArticle(Buffer.concat([latin1(header + eol), body]));
          const subject = fields.find(({ name }) => name.toLowerCase() === 'subject');
          expect(article.subject).toBe(subject?.words.join(' ') ?? '');
          expect(article.body.equals(body)).toBe(true);
        },
      ),
    );
  });
});

describe('an article that was cut short', () => {
  const noise = fc.array(fc.constantFrom('-----BEGIN PGP', '-----', 'END PGP MESSAGE-----', 'a', '\0', ' '), {
    maxLength: 9,
  });
  const text = fc.array(noise, { maxLength: 4 });
  /** The end of a block that never began ends no later one. */
  const endFirst = fc.array(fc.oneof(noise, fc.constant(['-----END PGP MESSAGE-----'])), { maxLength: 4 });

  test('is seen to be, wherever behind the beginning of its armor, and the whole one never is', () => {
    fc.assert(
      fc.property(endFirst, text, lineEnd, fc.double({ min: 0, max: 1, noNaN: true }), (before, after, eol, place) => {
        const lines = (some: readonly (readonly string[])[]) => some.map((one) => `${one.join(' ')}${eol}`).join('');
        const armor = foreignBody.replaceAll('\n', eol);
        const fields = ['X-Armor: -----BEGIN PGP MESSAGE-----'];
        const start = makeArticle({ fields, lineEnd: eol, body: `${lines(before)}-----BEGIN PGP MESSAGE-----` }).length;
        const source = makeArticle({ fields, lineEnd: eol, body: `${lines(before)}${armor}${lines(after)}` });
        const end = source.lastIndexOf('-----END PGP MESSAGE-----') + '-----END PGP MESSAGE-----'.length;
        const at = start + Math.floor(place * (end - 1 - start));
        expect(isWhole(readArticle(source))).toBe(true);
        expect(isWhole(readArticle(source.subarray(0, end)))).toBe(true);
        expect(isWhole(readArticle(source.subarray(0, at)))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('is seen to be where nothing but header is left of it, and never for want of armor', () => {
    fc.assert(
      fc.property(lineEnd, fc.nat(200), fc.uint8Array({ minLength: 1, maxLength: 40 }), (eol, cut, body) => {
        const header = makeArticle({ lineEnd: eol, body: '' });
        expect(isWhole(readArticle(header.subarray(0, header.length - cut)))).toBe(false);
        expect(isWhole(readArticle(Buffer.concat([header, body])))).toBe(true);
      }),
    );
  });
});
