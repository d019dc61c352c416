import { describe, expect, test } from '@jest/globals';
import { readMessageIds } from '../../../../src/protocol/imap/message/messageIds';
import { sentDate } from '../../../../src/protocol/imap/message/sentDate';

describe('sentDate', () => {
  test.each([
    ['Sun, 22 Nov 2026 13:00:05 +0100', '2026-11-22T12:00:05Z'],
    ['22 Nov 2026 12:00 EST', '2026-11-22T17:00:00Z'],
    ['Sun, 22 Nov 2026 01:00:00 -0330', '2026-11-22T04:30:00Z'],
    ['Sun, 22 Nov 2026 12:00:00 (no zone)', '2026-11-22T12:00:00Z'],
    ['Sun, 22 Nov 2026 31:00:00 GMT', '2026-11-22T00:00:00Z'],
    ['Sun, 22 Nov 2026', '2026-11-22T00:00:00Z'],
  ])('%j is %s', (field, moment) => {
    expect(new Date(sentDate(field) ?? 0).toISOString()).toBe(moment.replace('Z', '.000Z'));
  });

  test('a Date that names no day leaves it to the internal date', () => {
    expect(sentDate('yesterday')).toBeUndefined();
  });
});

describe('readMessageIds', () => {
  test('quotes that change nothing do not hide an answer', () => {
    expect(readMessageIds('<"01KF8JCEOCBS0045PS"@xxx.yyy.com>')).toEqual(
      readMessageIds('<01KF8JCEOCBS0045PS@xxx.yyy.com>'),
    );
  });

  test('what else stands in In-Reply-To is no ID', () => {
    expect(readMessageIds('Your message of <monday> <a <b@x> "c" <d@x>, <e@x')).toEqual(['b@x', 'd@x']);
  });

  test('a field of a megabyte takes no time and no more than the last thousand', () => {
    expect(readMessageIds('<a@x> '.repeat(200_000))).toHaveLength(1000);
    readMessageIds('<'.repeat(1_000_000));
    readMessageIds('>'.repeat(1_000_000));
  });
});
