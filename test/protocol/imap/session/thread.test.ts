import { describe, expect, test } from '@jest/globals';
import { array, assert, boolean, constantFrom, integer, option, property, record } from 'fast-check';
import { writeThread } from '../../../../src/protocol/imap/response/thread';
import { threadBySubject } from '../../../../src/protocol/imap/session/thread/orderedSubject';
import { threadByReferences } from '../../../../src/protocol/imap/session/thread/references';
import type { LinkedMail, Thread } from '../../../../src/protocol/imap/session/thread/thread';

const write = (threads: readonly Thread[]): string => threads.map(writeThread).join('');

/** `2<1` is mail 2 with a reference to mail 1; `2<0,1` to 0, which is not there, and then 1. */
function mails(...lines: readonly string[]): LinkedMail[] {
  return lines.map((line, i) => {
    const [, id = '', refs, subject = ''] = /^(\d+)(?:<([\d,]+))?(?: (.*))?$/.exec(line) ?? [];
    const base = subject.replace('Re: ', '');
    return {
      number: i + 1,
      sentAt: i,
      subject: base,
      isReply: base !== subject,
      messageId: id,
      references: refs?.split(',') ?? [],
    };
  });
}

describe('REFERENCES', () => {
  test('an answer comes below what it answers, whichever came first', () => {
    expect(write(threadByReferences(mails('1', '2<1', '3<1,2')))).toBe('(1 2 3)');
    expect(write(threadByReferences(mails('3<1,2', '2<1', '1')))).toBe('(3 2 1)');
  });

  test('two answers to one mail fork', () => {
    expect(write(threadByReferences(mails('1', '2<1', '3<1', '4<1,3')))).toBe('(1 (2)(3 4))');
  });

  test('answers to a mail that is not here stay together, and one alone stands for it', () => {
    expect(write(threadByReferences(mails('1<9', '2<9', '3<8')))).toBe('((1)(2))(3)');
  });

  test('a mail that is not here between two others is left out', () => {
    expect(write(threadByReferences(mails('1', '2<1,9')))).toBe('(1 2)');
  });

  test('mails that name each other do not hang below themselves', () => {
    expect(write(threadByReferences(mails('1<2', '2<1', '3<3')))).toBe('(2 1)(3)');
  });

  test('a doubled ID loses no mail', () => {
    expect(write(threadByReferences(mails('1', '1', '2<1')))).toBe('(1 3)(2)');
  });

  test('a reply without references goes below the mail with its subject', () => {
    expect(write(threadByReferences(mails('1 lunch', '2 Re: lunch', '3 supper')))).toBe('(1 2)(3)');
  });

  test('the reply that came first goes below it too', () => {
    expect(write(threadByReferences(mails('1 Re: lunch', '2 lunch')))).toBe('(2 1)');
  });

  test('two mails of one subject stand side by side, and a third joins them', () => {
    expect(write(threadByReferences(mails('1 lunch', '2 lunch', '3 Re: lunch')))).toBe('((1)(2)(3))');
  });

  test('mails without a subject have nothing in common', () => {
    expect(write(threadByReferences(mails('1', '2', '3')))).toBe('(1)(2)(3)');
  });

  const id = integer({ min: 0, max: 12 }).map(String);
  const any = record({
    sentAt: integer({ min: 0, max: 5 }),
    subject: constantFrom('', 'LUNCH', 'SUPPER'),
    isReply: boolean(),
    messageId: option(id, { nil: undefined }),
    references: array(id, { maxLength: 6 }),
  });

  test('every mail is in the threads once, whatever anybody writes into References', () => {
    assert(
      property(array(any, { maxLength: 25 }), (list) => {
        const known = list.map((mail, i) => ({ ...mail, number: i + 1 }));
        for (const threads of [threadByReferences(known), threadBySubject(known)]) {
          const told = (write(threads).match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b);
          expect(told).toEqual(known.map(({ number }) => number));
        }
      }),
      { numRuns: 1000 },
    );
  });

  const size = 100_000;
  const chain = (refs: (i: number) => readonly number[]): LinkedMail[] =>
    Array.from({ length: size }, (_, i) => ({
      number: i + 1,
      sentAt: i,
      subject: '',
      isReply: false,
      messageId: String(i),
      references: refs(i).map(String),
    }));
  const scatter = (i: number): number => (i * 7919) % size;

  test.each([
    ['in order', (i: number) => (i === 0 ? [] : [i - 1])],
    ['from its end', (i: number) => (i === size - 1 ? [] : [i + 1])],
    ['with a gap at each step', (i: number) => (i === 0 ? [] : [i - 1, size + i])],
    ['of mails that are not here', (i: number) => [size + i, size + i + 1]],
    ['that bites its tail', (i: number) => [(i + 1) % size]],
    ['with 100,000 answers to one mail', (i: number) => (i === 0 ? [] : [0])],
  ])('a chain of 100,000 mails %s neither overflows nor takes for ever', (_, refs) => {
    const text = write(threadByReferences(chain(refs)));
    expect(text.match(/\d+/g)).toHaveLength(size);
  });

  test('nor does one whose mails come in any order', () => {
    const ordered = chain((i) => (i === 0 ? [] : [i - 1]));
    const mixed = ordered
      .flatMap((_, i) => ordered.slice(scatter(i), scatter(i) + 1))
      .map((mail, i) => ({ ...mail, number: i + 1 }));
    expect(write(threadByReferences(mixed)).match(/\(/g)).toHaveLength(1);
  });
});

test('ORDEREDSUBJECT puts the mails of a subject below its oldest, and the oldest thread first', () => {
  expect(write(threadBySubject(mails('1 lunch', '2 supper', '3 Re: lunch', '4 lunch')))).toBe('(1 (3)(4))(2)');
});
