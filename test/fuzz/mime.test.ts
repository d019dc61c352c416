import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Part } from '../../src/protocol/mime';
import {
  decodeBody,
  decodeText,
  decodeWords,
  encodeBase64Lines,
  encodeQuotedPrintable,
  encodeWords,
  fieldRaw,
  fieldText,
  readAddresses,
  readDisposition,
  readHeader,
  readMailboxes,
  readParam,
  readStructure,
  writeAddresses,
  writeField,
  writeParam,
} from '../../src/protocol/mime';
import { writeBodyStructure } from '../../src/protocol/imap/message/bodyStructure';
import { writeEnvelope } from '../../src/protocol/imap/message/envelope';
import { readWire } from '../support/imapWire';

const lines = fc.constantFrom(
  '',
  '--a',
  '--a--',
  '--ab',
  '--ab--',
  '--',
  ' folded',
  'Content-Type: multipart/mixed; boundary=a',
  'Content-Type: multipart/alternative; boundary="ab"',
  'Content-Type: multipart/digest; boundary=ab',
  'content-type: MESSAGE/rfc822',
  'Content-Type: text/html; charset="utf-8',
  "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=x",
  'Content-Transfer-Encoding: base64',
  'Subject: =?utf-8?B?w7w?= =?x?Q?=',
  'To: "a\\" <b@c>, d: e@f;, (g (h) i@j',
);
const endings = fc.constantFrom('\r\n', '\n', '\r', '');
const junk = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const mail = fc
  .array(fc.tuple(fc.oneof({ weight: 6, arbitrary: lines }, { weight: 1, arbitrary: junk }), endings), {
    maxLength: 40,
  })
  .map((pairs) => Buffer.from(pairs.flat().join(''), 'latin1'));
const headerText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('()<>@,;:\\".[] =?*%\''), '=?utf-8?Q?a?=', '\t', 'bob', 'x.org'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    {
      maxLength: 30,
    },
  )
  .map((pieces) => pieces.join(''));

/** Every part lies in its parent, its own pieces follow each other, and its siblings do not overlap. */
function checkPlaces(part: Part, start: number, end: number): void {
  const places = [start, part.headerStart, part.bodyStart, part.bodyEnd, end];
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const children = part.message ? [part.message.part] : part.parts;
  let from = part.bodyStart;
  for (const child of children) {
    checkPlaces(child, from, part.bodyEnd);
    from = child.bodyEnd;
  }
}

describe('whatever the bytes are', () => {
  test('a message has a tree whose offsets lie in each other', () => {
    fc.assert(
      fc.property(mail, (source) => {
        const structure = readStructure(source);
        expect(structure.size).toBe(source.length);
        expect(structure.root.bodyEnd).toBe(source.length);
        checkPlaces(structure.root, 0, source.length);
        expect(JSON.parse(JSON.stringify(structure))).toEqual(structure);
      }),
    );
  });

  test('ENVELOPE and BODYSTRUCTURE follow the grammar', () => {
    fc.assert(
      fc.property(mail, (source) => {
        const { envelope, root } = readStructure(source);
        expect(readWire(writeEnvelope(envelope))).toHaveLength(10);
        for (const extended of [true, false]) readWire(writeBodyStructure(root, extended));
      }),
    );
  });

  test('the fields and the blank line are the header', () => {
    fc.assert(
      fc.property(mail, (source) => {
        const { fields, end } = readHeader(source);
        const whole = Buffer.concat(fields.map((field) => field.raw));
        expect(source.subarray(0, whole.length)).toEqual(whole);
        expect(['', '\n', '\r\n']).toContain(source.subarray(whole.length, end).toString('latin1'));
        for (const field of fields) expect(typeof (fieldRaw(field) + fieldText(field))).toBe('string');
      }),
    );
  });

  test('bodies decode', () => {
    const charsets = fc.oneof(fc.constantFrom('utf-8', 'utf-16', 'iso-2022-jp', 'utf-7', 'hex', 'big5'), fc.string());
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('base64', 'quoted-printable', 'x'),
        charsets,
        (bytes, encoding, charset) => {
          expect(typeof decodeText({ encoding, params: [['charset', charset]] }, bytes)).toBe('string');
        },
      ),
    );
  });

  test('values of structured fields are read', () => {
    fc.assert(
      fc.property(headerText, (text) => {
        for (const { mailbox, host } of readAddresses(text))
          expect(host === undefined || mailbox !== undefined).toBe(true);
        const params = readDisposition(`x; ${text}`)?.params ?? [];
        for (const [attribute] of params) readParam(params, attribute.replace(/\*.*/, ''));
        expect(typeof decodeWords(text)).toBe('string');
      }),
    );
  });
});

describe('what is written is read back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 120 }).map((one) => one.replace(/[\r\n\0]/g, ''));

  test('subjects', () => {
    fc.assert(
      fc.property(text, (subject) => {
        const value = encodeWords(subject);
        const [field] = readHeader(Buffer.from(writeField('Subject', value))).fields;
        expect(field && fieldText(field)).toBe(value === subject ? subject.trim() : subject);
      }),
    );
  });

  test('addresses', () => {
    const local = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, local), { maxLength: 5 }), (pairs) => {
        const list = pairs.map(([name, one]) => ({ name: name.trim(), address: `${one}@example.org` }));
        const read = readMailboxes(writeAddresses(list));
        expect(read.map(({ name = '', address }) => ({ name, address }))).toEqual(list);
      }),
    );
  });

  test('parameters', () => {
    fc.assert(
      fc.property(text, (value) => {
        const params = readDisposition(`attachment; ${writeParam('filename', value)}`)?.params ?? [];
        expect(readParam(params, 'filename')).toBe(value);
      }),
    );
  });

  test('bodies', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeBody({ encoding: 'base64' }, Buffer.from(encodeBase64Lines(bytes)))).toEqual(Buffer.from(bytes));
        const lf = Buffer.from(bytes.filter((byte) => byte !== 13));
        expect(decodeBody({ encoding: 'quoted-printable' }, Buffer.from(encodeQuotedPrintable(lf)))).toEqual(lf);
      }),
    );
  });
});
