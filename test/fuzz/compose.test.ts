import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../src/outgoing/letter';
import { lettersOf, submitted } from '../support/letters';

/** Lines that mean something in a mail, and lines that only look so. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '--b',
    '--b--',
    'To: bob@example.org, "Smith, Bob" <carol@example.org>',
    'Cc: group: dave@example.org;',
    'Subject: a\rBcc: eve@example.org',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: multipart/signed; boundary=b; micalg="x\ny"',
    'Content-Type: message/rfc822',
    'Content-Type: message/delivery-status',
    'Content-Type: text/rfc822-headers',
    'Content-Type: text/html; charset=utf-16; x-secret=1',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="a\u0000/b\r\nX-Secret: 1"',
    'Content-ID: <a@b>\u0000',
    'X-Secret: 1',
    'From here on',
    '.',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

const allowed =
  /^(?:From|To|Cc|Subject|Message-ID|Date|In-Reply-To|References|MIME-Version|Content-(?:Type|Transfer-Encoding|ID|Description|Disposition)):/;

test('whatever a client writes, a letter has fields of the allow-list only, in ASCII, in lines that no server breaks', async () => {
  const property = fc.asyncProperty(fc.array(line, { maxLength: 25 }), async (lines) => {
    const source = Buffer.from(['From: panda@nym.test', 'To: bob@example.org', ...lines].join('\r\n'));
    const letters = await lettersOf(submitted(source)).catch((error: unknown) => {
      if (error instanceof Refusal) return [];
      throw error;
    });
    for (const { payload, recipients } of letters) {
      expect(recipients).toEqual(['bob@example.org']);
      const text = payload.toString('latin1');
      const header = text.slice(0, text.indexOf('\n\n'));
      for (const field of header.split(/\n(?![ \t])/)) expect(field).toMatch(allowed);
      expect(header).toMatch(/^[\n\t -~]*$/);
      expect(text).not.toMatch(/\r|^From /m);
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
    }
  });
  await fc.assert(property, { numRuns: 150 });
});
