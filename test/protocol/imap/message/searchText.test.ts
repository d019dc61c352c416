import { describe, expect, test } from '@jest/globals';
import { encodeBase64Lines, encodeQuotedPrintable, readStructure } from '../../../../src/protocol/mime';
import { matchesEnvelope, matchesHeader, matchesText } from '../../../../src/protocol/imap/message/searchText';

function open(mail: string | Buffer) {
  const bytes = Buffer.isBuffer(mail) ? mail : Buffer.from(mail);
  const asked: number[] = [];
  return {
    structure: readStructure(bytes),
    asked,
    read: async (start: number, end: number) => {
      asked.push(end - start);
      return bytes.subarray(start, end);
    },
  };
}

const letter = open(
  [
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus\r\n  Berlin\r\nFrom: =?iso-8859-1?Q?Zo=EB?= <zoe@example.org>\r\n',
    'X-Empty:\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\nhidden preamble\r\n',
    '--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n',
    'The quick=20brown\r\nfox in M=FCnch=\r\nen\r\n',
    '--a\r\nContent-Type: application/pdf; name="report.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    encodeBase64Lines(Buffer.from('binary needle')),
    '--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: inside\r\n\r\nforwarded\r\n--a--\r\n',
  ].join(''),
);

describe('matchesHeader', () => {
  test.each([
    ['Subject', 'GRÜßE', true],
    ['Subject', 'GRÜSSE', false],
    ['Subject', 'Gru', true],
    ['subject', 'grüße aus berlin', true],
    ['Subject', 'utf-8', false],
    ['From', 'zoë', true],
    ['From', 'ZOE@EXAMPLE', true],
    ['To', 'zoe', false],
    ['Content-Type', 'BOUNDARY=a', true],
    ['X-Empty', '', true],
    ['X-None', '', false],
    ['X-Empty', 'x', false],
  ])('%s contains %j: %s', async (name, text, expected) => {
    expect(await matchesHeader(letter, name, text)).toBe(expected);
  });

  test.each([
    ['Subject', 'one', true],
    ['Subject', 'two', true],
    ['From', '"Doe, J" <j', true],
    ['From', '(home)', true],
  ])('%s is looked into as it is written, each time that it is there: %j', async (name, text, expected) => {
    const twice = open('Subject: one\r\nSubject: two\r\nFrom: "Doe, J" <j@example.org> (home)\r\n\r\n');
    expect(await matchesHeader(twice, name, text)).toBe(expected);
  });

  test('an encoded word written wide or composed otherwise is found', async () => {
    expect(await matchesHeader(open('Subject: Zoe\u0308 ＡＢＣ\r\n\r\n'), 'Subject', 'zoë abc')).toBe(true);
  });
});

describe('matchesEnvelope', () => {
  test.each([
    ['subject', 'grüße aus', true],
    ['subject', 'utf-8', false],
    ['from', 'ZOË <zoe@', true],
    ['to', 'zoe', false],
  ] as const)('%s contains %j: %s', (field, text, expected) => {
    expect(matchesEnvelope(letter.structure, field, text)).toBe(expected);
  });
});

describe('matchesText', () => {
  test.each([
    ['BODY', 'münchen', true],
    ['BODY', 'brown fox', true],
    ['BODY', 'M=FCnch', false],
    ['BODY', 'Berlin', false],
    ['TEXT', 'Berlin', true],
    ['BODY', 'inside', true],
    ['BODY', 'FORWARDED', true],
    ['BODY', 'report.pdf', false],
    ['TEXT', 'report.pdf', true],
    ['BODY', 'needle', false],
    ['TEXT', 'hidden', false],
    ['BODY', '', true],
  ] as const)('%s contains %j: %s', async (where, text, expected) => {
    expect(await matchesText(letter, where, text)).toBe(expected);
  });

  test.each(['base64', 'quoted-printable', '8bit'])(
    'a word across two pieces of a large %s body is found',
    async (encoding) => {
      for (const before of [131_000, 131_066, 131_067, 131_072, 98_290, 98_304]) {
        const text = Buffer.from(`${'x'.repeat(before)} Nadelöhr`);
        const body = {
          base64: encodeBase64Lines(text),
          'quoted-printable': encodeQuotedPrintable(text),
          '8bit': text.toString(),
        };
        const source = open(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body[encoding as keyof typeof body]}`);
        expect(await matchesText(source, 'BODY', 'nadelöhr')).toBe(true);
        expect(await matchesText(source, 'BODY', 'nadelöhre')).toBe(false);
      }
    },
  );

  test('a large body is never read whole', async () => {
    const source = open(Buffer.concat([Buffer.from('A: b\r\n\r\n'), Buffer.alloc(1_000_000, 'abc ')]));
    expect(await matchesText(source, 'BODY', 'xyz')).toBe(false);
    expect(Math.max(...source.asked)).toBeLessThanOrEqual(256 * 1024);
  });
});
