import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1, utf8 } from '../../src/base/bytes';
import { readArticle, readMessageId } from '../../src/incoming/article';
import { makeArticle } from '../support/article';

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
