import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readArticle } from '../../src/incoming/article';
import type { Verdict } from '../../src/incoming/article';
import { makeDelivery } from '../../src/incoming/delivery/mail';
import { readHeader, readStructure } from '../../src/protocol/mime';
import { readReply } from '../../src/protocol/nymserv';
import { makeArticle } from '../support/article';

const piece = fc.oneof(
  fc.constantFrom('\n', '\r', '\r\n', '\n\n', ' ', '\t', ':', '\0', 'From ', '--x'),
  fc.constantFrom('X-Nymbridge-Signature', 'x-nymbridge-nym', 'Subject', 'Content-Type: multipart/mixed; boundary=x'),
  fc.string({ maxLength: 20 }),
);
const payload = fc
  .tuple(fc.array(piece, { maxLength: 30 }), fc.uint8Array({ maxLength: 20 }))
  .map(([pieces, tail]) => Buffer.concat([Buffer.from(pieces.join(''), 'latin1'), tail]));
const verdict = fc.constantFrom<Verdict>('good', 'bad', 'missing', 'unknown-key');

const own = ['X-Nymbridge-Nym', 'X-Nymbridge-Signature', 'X-Nymbridge-Subject-Scheme', 'X-Nymbridge-Article'];

describe('whatever a payload holds', () => {
  test('the fields of the bridge are its own, come first, and stand once; and IMAP can carry the mail', () => {
    fc.assert(
      fc.property(payload, verdict, fc.boolean(), (bytes, said, passphraseOnly) => {
        const { source } = makeDelivery({
          article: readArticle(makeArticle()),
          scheme: 'trial',
          finding: { kind: 'opened', payload: bytes, signature: { verdict: said }, passphraseOnly },
          reply: readReply(bytes),
          nym: { address: 'panda@nym.test', domain: 'nym.test' },
          now: Date.parse('2026-11-22T12:00:00Z'),
        });
        const { fields } = readHeader(source);
        expect(fields.slice(0, 4).map(({ name }) => name)).toEqual(own);
        expect(fields[1]?.raw.toString()).toBe(`X-Nymbridge-Signature: ${said}\r\n`);
        expect(fields[3]?.raw.toString()).toBe('X-Nymbridge-Article: <some.article@nym.test>\r\n');
        expect(fields.slice(4).filter(({ name }) => /^x-nymbridge/i.test(name))).toEqual([]);
        expect(source.includes(0)).toBe(false);
        expect(/(^|[^\r])\n|\r([^\n]|$)/.test(source.toString('latin1'))).toBe(false);
        expect(readStructure(source).size).toBe(source.length);
      }),
      { numRuns: 500 },
    );
  });
});
