import { describe, expect, jest, test } from '@jest/globals';
import type { Style } from '../../../src/nym';
import { readStructure } from '../../../src/protocol/mime';
import type { Part } from '../../../src/protocol/mime';
import { mailText, payloadOf, submitted, usual } from '../../support/letters';

// What each nym may say about how its letters are written: `nym set ADDRESS html=text forwards=whole`.

const usually: Style = { html: 'keep', metadata: 'keep', forwards: 'clean' };

/** The letter that a mail with this Content-Type and body becomes. */
const letter = (type: string, body: string, style: Partial<Style> = {}) =>
  payloadOf(submitted(mailText([...usual, 'MIME-Version: 1.0', `Content-Type: ${type}`], body)), {
    style: { ...usually, ...style },
  });

/** `multipart/mixed(text/plain, image/png)`. */
const shapeOf = (payload: string) => {
  const shape = ({ type, subtype, parts }: Part): string =>
    `${type}/${subtype}${parts.length > 0 ? `(${parts.map(shape).join(', ')})` : ''}`;
  return shape(readStructure(Buffer.from(payload, 'latin1')).root);
};

const part = (fields: string, body: string) => `${fields}\n\n${body}\n`;
const joined = (boundary: string, ...parts: string[]) =>
  `${parts.map((one) => `--${boundary}\n${one}`).join('')}--${boundary}--\n`;
const plain = part('Content-Type: text/plain', 'Hello Bob');
const html = part('Content-Type: text/html', '<p>Hello <b>Bob</b></p><script>alert(1)</script>');
const picture = part(
  'Content-Type: image/png\nContent-ID: <cat@laptop>\nContent-Transfer-Encoding: base64',
  'iVBORw0KGgo=',
);
const related = (...parts: string[]) =>
  part('Content-Type: multipart/related; boundary=r', joined('r', ...parts).trimEnd());

describe('html=text', () => {
  const text = (type: string, body: string) => letter(type, body, { html: 'text' });

  test('makes a text of a mail that is HTML alone: no tag, no script, what the person wrote', async () => {
    const payload = await text(
      'text/html; charset=utf-8',
      '<h1>Zoo</h1><p>Hello <b>Bob</b> &amp; Eve</p><script>x()</script>',
    );
    expect(payload).toContain('Content-Type: text/plain; charset=us-ascii\n');
    expect(payload.slice(payload.indexOf('\n\n'))).toBe('\n\nZoo\n\nHello Bob & Eve\n');
  });

  test('takes the plain one of two versions, as the person wrote it', async () => {
    const payload = await text('multipart/alternative; boundary=a', joined('a', plain, html));
    expect(shapeOf(payload)).toBe('text/plain');
    expect(payload).toMatch(/\n\nHello Bob\n?$/);
  });

  test('keeps the pictures that were shown in the HTML: they were put there by the person', async () => {
    const payload = await text('multipart/alternative; boundary=a', joined('a', plain, related(html, picture)));
    expect(shapeOf(payload)).toBe('multipart/mixed(text/plain, image/png)');
    expect(payload).toContain('iVBORw0KGgo=');
  });

  describe('of Apple Mail’s rich text around a file', () => {
    const mixed = (...parts: string[]) =>
      part('Content-Type: multipart/mixed; boundary=m', joined('m', ...parts).trimEnd());
    const pdf = part('Content-Type: application/pdf\nContent-Disposition: inline; filename=a.pdf', '%PDF-1.7');
    const notes = part('Content-Type: text/plain\nContent-Disposition: inline; filename=notes.txt', 'notes');
    const end = part('Content-Type: text/html', '<p>Yours, Alice</p>');

    test('sends the text once, and the files', async () => {
      const forms = [plain, mixed(html, pdf, related(end, picture), notes)];
      const payload = await text('multipart/alternative; boundary=a', joined('a', ...forms));
      expect(shapeOf(payload)).toBe('multipart/mixed(text/plain, application/pdf, image/png, text/plain)');
      expect(payload.match(/Hello/g)).toHaveLength(1);
      expect(payload).not.toContain('Yours');
    });

    test('sends what is before and behind the file where there is no plain text', async () => {
      const payload = await text('multipart/alternative; boundary=a', joined('a', mixed(html, pdf, end)));
      expect(shapeOf(payload)).toBe('multipart/mixed(text/plain, application/pdf, text/plain)');
      expect(payload).toMatch(/Hello Bob[^]*Yours, Alice/);
    });
  });

  test('reads HTML within other parts, and leaves a page that is attached what it is', async () => {
    const attached = part(
      'Content-Type: text/html\nContent-Disposition: attachment; filename=page.html',
      '<p>page</p>',
    );
    const payload = await text('multipart/mixed; boundary=m', joined('m', related(html, picture), attached));
    expect(shapeOf(payload)).toBe('multipart/mixed(multipart/mixed(text/plain, image/png), text/html)');
    expect(payload).not.toContain('<script>');
  });

  test('leaves a page that is shown in its place under a name what it is', async () => {
    const page = part('Content-Type: text/html\nContent-Disposition: inline; filename=page.html', '<p>page</p>');
    const payload = await text('multipart/mixed; boundary=m', joined('m', plain, page));
    expect(shapeOf(payload)).toBe('multipart/mixed(text/plain, text/html)');
  });

  test('writes letters beyond ASCII in UTF-8', async () => {
    expect(await text('text/html; charset=utf-8', '<p>Gr&uuml;&szlig;e</p>')).toMatch(
      /utf-8\n[^]*\n\nGr=C3=BC=C3=9Fe\n/,
    );
  });

  test('refuses what is too long to be laid out: half of it would be a loss that nobody sees', async () => {
    const line = `<p>${'words '.repeat(100)}</p>\n`;
    await expect(text('text/html', line.repeat(1000))).rejects.toMatchObject({ code: 'too-big' });
  });

  test('is not what a nym does unless it is told to', async () => {
    expect(shapeOf(await letter('multipart/alternative; boundary=a', joined('a', plain, html)))).toBe(
      'multipart/alternative(text/plain, text/html)',
    );
  });
});

describe('a forwarded mail', () => {
  const inner =
    'Received: from alices-laptop by mail.home.example\nX-Nymbridge-Article: <secret@news>\nBcc: hidden@example.net\nResent-Bcc: hidden@example.net\nFrom: Bob <bob@example.org>\n' +
    'Delivered-To: alice@home.example\nDate: Sun, 22 Nov 2026 13:00:00 +0100\nSubject: cats\n\nMeow\n';
  const forwarded = (style: Partial<Style>) => letter('message/rfc822', inner, style);

  test('keeps who wrote what to whom, and nothing of the way to its mailbox', async () => {
    const payload = await forwarded({});
    expect(payload).toMatch(
      /^From: Bob <bob@example.org>\nSubject: cats\nDate: Sun, 22 Nov 2026 12:00:00 -0000\nMIME/m,
    );
    expect(payload).not.toMatch(/laptop|home\.example|secret/);
  });

  test.each([
    ['Sun, 22 Nov 2026 13:00:00', 'Sun, 22 Nov 2026 13:00:00 -0000'],
    ['22 Nov 2026 13:00 (', 'Sun, 22 Nov 2026 13:00:00 -0000'],
    ['Sun, 22 Nov 2026 13:00:00 EST', 'Sun, 22 Nov 2026 18:00:00 -0000'],
    ['Sun, 22 Nov 2026 13:00:00 +01:00 (a (b))', 'Sun, 22 Nov 2026 12:00:00 -0000'],
    ['Sun, 22 Nov 2026 1:00:00 PM', undefined],
    ['22-Nov-2026', undefined],
    ['November', undefined],
  ])('dated "%s" tells no zone of this machine', async (written, told) => {
    const dated = inner.replace(/Date: .*/, `Date: ${written}`);
    const parse = jest.spyOn(Date, 'parse');
    const payload = await letter('message/rfc822', dated, {});
    const parsed = parse.mock.calls.map(([text]) => text);
    parse.mockRestore();
    expect(parsed.filter((text) => !/ (?:UTC|EST|[-+]\d{4})$/.test(text))).toEqual([]);
    const forwardedPart = payload.slice(payload.indexOf('message/rfc822'));
    expect(/^Date: (.*)$/m.exec(forwardedPart)?.[1]).toBe(told);
  });

  test('goes with its whole header where that is asked for, but never with what the bridge itself put there', async () => {
    const payload = await forwarded({ forwards: 'whole' });
    expect(payload).toContain('\nReceived: from alices-laptop by mail.home.example\n');
    expect(payload).toContain('\nDelivered-To: alice@home.example\n');
    expect(payload).not.toMatch(/secret|hidden@/);
  });
});

describe('Reply-To', () => {
  const replying = (field: string) => payloadOf(submitted(mailText([...usual, field])));

  test('stays where it is the nym, with the name of the nym', async () => {
    expect(await replying('Reply-To: A. Realname <Panda@nym.test>')).toContain('\nReply-To: Alice <panda@nym.test>\n');
  });

  test.each(['alice@home.example', 'panda@nym.test, alice@home.example', ''])(
    '"%s" does not go out',
    async (address) => {
      expect(await replying(`Reply-To: ${address}`)).not.toMatch(/^Reply-To|home/m);
    },
  );
});
