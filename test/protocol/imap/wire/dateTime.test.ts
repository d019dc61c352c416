import { describe, expect, test } from '@jest/globals';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { dayOf, dayOfField, readDate, readDateTime, writeDateTime } from '../../../../src/protocol/imap/wire/dateTime';
import { rawCommand } from '../../../../src/protocol/imap/wire/rawCommand';

const cursor = (text: string) => new Cursor(rawCommand(text));

describe('dates', () => {
  test('a date keeps its moment whatever its zone', () => {
    const date = readDateTime(cursor('" 1-Feb-2026 01:30:00 +0230"'));
    expect(date.toISOString()).toBe('2026-01-31T23:00:00.000Z');
    expect(writeDateTime(date)).toBe('"31-Jan-2026 23:00:00 +0000"');
    expect(readDateTime(cursor('"01-Feb-2026 01:30:00 -0100"')).toISOString()).toBe('2026-02-01T02:30:00.000Z');
  });

  test.each([
    '"30-Feb-2026 00:00:00 +0000"',
    '"1-Foo-2026 00:00:00 +0000"',
    '"1-Jan-2026 24:00:00 +0000"',
    '"1-Jan-26 00:00:00 +0000"',
    '"1-January-2026 00:00:00 +0000"',
  ])('%s is no date', (text) => {
    expect(() => readDateTime(cursor(text))).toThrow(expect.objectContaining({ code: 'syntax' }));
  });

  test.each([
    ['Sun, 22 Nov 2026 23:59:59 -1200', '22-Nov-2026'],
    ['1 Feb 26 00:00 GMT', '"1-Feb-2026"'],
    ['22-Nov-2026 12:00', '22-Nov-2026'],
    ['Sunday, 22 November 2026 12:00', '22-Nov-2026'],
    ['1 Sept 2026', '1-Sep-2026'],
  ])('the day of %s is the one it says, not the one of UTC', (field, date) => {
    expect(dayOfField(field)).toBe(readDate(cursor(date)));
  });

  test.each(['', 'yesterday', '99 Nov 2026', '31 Feb 2026', 'Nov 22 2026', '1 Ma 2026', '22 Novembre 2026'])(
    '%j names no day',
    (field) => {
      expect(dayOfField(field)).toBeUndefined();
    },
  );

  test('a day before 1970 is a day too', () => {
    expect(dayOf(new Date('1969-12-31T23:00:00Z'))).toBe(readDate(cursor('31-Dec-1969')));
  });
});
