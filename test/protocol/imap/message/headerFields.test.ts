import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1 } from '../../../../src/base/bytes';
import { fieldChooser } from '../../../../src/protocol/imap/message/headerFields';
import { readHeader } from '../../../../src/protocol/mime';

const names = ['Subject', 'to', 'X-One', ''];

const line = fc.oneof(
  fc.constantFrom(
    'Subject: yak',
    'SUBJECT : gnu',
    'To:',
    ' folded: on',
    '\tfolded',
    ':',
    'x-one:1',
    'no field',
    'Sub',
    '\r',
  ),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const header = fc
  .array(fc.tuple(line, fc.constantFrom('\r\n', '\n', '\r', '')), { maxLength: 12 })
  .map((lines) => lines.flat().join(''));

/** What the fields are that readHeader finds, said in its own words. */
function chosenByReading(block: string, not: boolean): string {
  const { fields, end } = readHeader(latin1(block));
  const isWanted = (name: string) => names.some((one) => one.toLowerCase() === name.toLowerCase());
  const chosen = fields.filter(({ name }) => isWanted(name) !== not).map(({ raw }) => raw.toString('latin1'));
  const blank = block.slice(fields.at(-1)?.end ?? 0, end);
  return chosen.join('') + (blank !== '' || not ? blank : '\r\n');
}

test.each([false, true])(
  'takes for fields what readHeader takes for fields, whatever the bytes (all but these: %s)',
  (not) => {
    const choose = fieldChooser(names, not);
    fc.assert(
      fc.property(header, (text) => {
        const block = text.slice(0, readHeader(latin1(text)).end);
        expect(choose(block)).toBe(chosenByReading(block, not));
      }),
      { numRuns: 2000 },
    );
  },
);
