import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { previewPart, readPreview } from '../../../../src/protocol/imap/message/preview';
import { readStructure } from '../../../../src/protocol/mime';

/** What a client is shown of a mail. */
function previewOf(mail: string | Buffer): string | undefined {
  const source = Buffer.from(mail as string);
  const part = previewPart(readStructure(source).root);
  return part && readPreview(part, source.subarray(part.bodyStart, part.bodyEnd));
}

const html = 'Content-Type: text/html; charset=utf-8\r\n\r\n';

describe('a preview', () => {
  test('is the text in one line, and no longer than 200 characters, whatever they are', () => {
    expect(previewOf('Subject: x\r\n\r\nDear Alice,\r\n\r\n  how\tare you?\r\n')).toBe('Dear Alice, how are you?');
    const pandas = previewOf(`Content-Type: text/plain; charset=utf-8\r\n\r\n${'🐼'.repeat(300)}`) ?? '';
    expect(Array.from(pandas)).toEqual(Array.from({ length: 200 }, () => '🐼'));
  });

  test('is decoded, transfer encoding and charset', () => {
    const head = 'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
    expect(previewOf(`${head}Gr=FC=DFe an =\r\nalle`)).toBe('Grüße an alle');
  });

  test('of HTML has neither markup nor style nor script, nor what newsletters fill it with', () => {
    const page =
      '<html><head><title>t</title><style>p{color:red}</style><script>evil()</script></head><body><!-- c --><p>One &amp; <b>two</b> <a href="https://x.example/">here</a>\u200b\u00ad\u034f</p><p>caf&eacute;</body>';
    expect(previewOf(`${html}${page}`)).toBe('One & two here café');
  });

  test('comes from the first text that is no file, and not from a mail attached', () => {
    const parts = (...some: string[]) =>
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${some.map((one) => `--b\r\n${one}\r\n`).join('')}--b--\r\n`;
    const file = 'Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nnotes\r\n';
    const attached = 'Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\ninner\r\n';
    const picture = 'Content-Type: image/png\r\n\r\nxx\r\n';
    expect(previewOf(parts(picture, file, attached, 'Content-Type: text/html\r\n\r\n<p>body'))).toBe('body');
    expect(previewOf(parts(picture, file, attached))).toBeUndefined();
  });

  test('of what is encrypted is empty: armor is not for reading', () => {
    expect(previewOf('Subject: x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n')).toBe('');
  });

  test('cannot turn the direction of the line it stands in', () => {
    expect(previewOf(`${html}\u202egnp.\u202c ok`)).toBe('gnp. ok');
  });

  test('of any bytes at all is one short line without controls', () => {
    fc.assert(
      fc.property(fc.constantFrom('plain', 'html'), fc.uint8Array({ maxLength: 2000 }), (subtype, bytes) => {
        const params: [string, string][] = [['charset', 'utf-8']];
        const line = readPreview({ subtype, encoding: '8bit', params }, Buffer.from(bytes));
        expect(Array.from(line).length).toBeLessThanOrEqual(200);
        expect(line).not.toMatch(/\p{Cc}/u);
        expect(line).toBe(line.trim());
      }),
    );
  });
});
