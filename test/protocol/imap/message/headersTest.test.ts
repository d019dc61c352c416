import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1 } from '../../../../src/base/bytes';
import { asUid } from '../../../../src/protocol/imap';
import { headersTest } from '../../../../src/protocol/imap/message/headersTest';
import { headerTest } from '../../../../src/protocol/imap/message/searchText';
import { readHeader } from '../../../../src/protocol/mime';

const line = fc.oneof(
  fc.constantFrom(
    'Subject: a yak',
    'SUBJECT \t: a',
    ' yak',
    '\tand =?utf-8?Q?y=C3=A4?=',
    ' =?utf-8?B?a8OE?= gnu',
    'X-Subject: a yak',
    'Subject-X: a yak',
    'Subject yak',
    'Subject',
    'Sub',
    'ject: a yak',
    'To: subject: yak',
    'Subject:',
    ': a yak',
    ' Subject: a yak',
    'Subject: a\0yak',
    'sub.ject: a yak',
    'Subject\xa0: a y\xe4k',
    ' y\xc3\xa4k',
    'X-\xc4: yak',
    '',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 12 }).map((some) => `Subject${some}`),
  fc.uint8Array({ maxLength: 6 }).map((some) => `Subject:${Buffer.from(some).toString('latin1')}`),
  fc.string({ unit: 'binary-ascii', maxLength: 12 }),
);
const end = fc.constantFrom('\r\n', '\r\n', '\n', '\r', '');
/** With its blank line, or without one where the mail ends before. */
const header = fc
  .array(fc.tuple(line, end), { minLength: 1, maxLength: 8 })
  .map((lines) => lines.flat().join(''))
  .map((text) => text.slice(0, readHeader(latin1(text)).end))
  .filter((text) => text !== '');
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('Subject', 'sUBJECT', 'to', 'sub', 'sub.ject', 'x-subject') },
  fc.constantFrom('', ':', 'subject:', ' subject', 'subject\t', 'subject a', 'sub\nject', 'Sub\u212aect', 'x-\u00e4'),
);
const needle = fc.constantFrom(
  '',
  'yak',
  'y\u00c4',
  'YAK AND Y\u00e4',
  'y\u00c4k\u00e4 g',
  'a yak',
  '\0',
  ':',
  ' ',
  'x',
);

function run(headers: readonly string[]) {
  let length = 0;
  const ends = headers.map((one) => (length += one.length));
  return { text: headers.join(''), uids: headers.map((_, i) => asUid(2 * i + 1)), ends };
}

/** What each header says by itself. */
function inEach(headers: readonly string[], field: string, text: string) {
  const passes = headerTest(field, text);
  return run(headers).uids.filter((_, i) => passes(headers[i] ?? ''));
}

test('finds in many headers at once what it finds in each', () => {
  fc.assert(
    fc.property(fc.array(header, { maxLength: 6 }), name, needle, (headers, field, text) => {
      expect(headersTest(field, text)(run(headers))).toEqual(inEach(headers, field, text));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['Subject', '', ['Subject', ': yak\r\n\r\n'], []],
  ['Subject', 'yak', ['Subject', ': yak\r\n\r\n'], []],
  ['Subject', 'yak', ['Sub', 'ject: yak\r\n\r\n'], []],
  ['Subject', 'yak', ['Subject: a', ' yak\r\n\r\n'], []],
  ['Subject', 'yak', ['Subject: a\r\n', ' yak\r\n\r\n'], []],
  ['Subject', 'yak', ['X: 1', 'Subject: yak'], [3]],
  ['SubSub', 'yak', ['Sub', 'SubSub: yak\r\n\r\n'], [3]],
  ['SubSub', 'yak', ['X: 1\r\nSub', 'SubSub: yak\r\n\r\n', 'SubSub: gnu'], [3]],
])('does not take %s of two headers for one', (field, text, headers, expected) => {
  expect(headersTest(field, text)(run(headers))).toEqual(expected);
  expect(inEach(headers, field, text)).toEqual(expected);
});

test('can be asked again', () => {
  const passes = headersTest('Subject', 'yak');
  const one = run(['Subject: yak\r\n\r\n']);
  expect([passes(one), passes(one)]).toEqual([[1], [1]]);
});
