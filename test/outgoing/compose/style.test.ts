import { describe, expect, test } from '@jest/globals';
import { compose } from '../../../src/outgoing/compose';
import { decodeBody, decodeText, readStructure } from '../../../src/protocol/mime';
import { composeAs, lettersOf, mailText, payloadOf, submitted, usual } from '../../support/letters';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { seededRandom } from '../../support/random';

const textOf = (payload: string) => {
  const source = Buffer.from(payload, 'latin1');
  const { root } = readStructure(source);
  return decodeText(root, source.subarray(root.bodyStart, root.bodyEnd)).replaceAll('\r\n', '\n');
};
const withType = (type: string, body: string, encoding = '8bit') =>
  payloadOf(submitted(mailText([...usual, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`], body)));
const html = async (body: string) => textOf(await withType('text/html; charset=utf-8', body));

describe('the text of a letter does not name the program or country it was written in', () => {
  test.each(['koi8-r', 'windows-1251', 'iso-8859-5', 'utf-8'])('by its charset (%s)', async (charset) => {
    const bytes: Record<string, string> = {
      'koi8-r': 'E4C1',
      'windows-1251': 'C4E0',
      'iso-8859-5': 'B4D0',
      'utf-8': 'D094D0B0',
    };
    const quoted = (bytes[charset] ?? '').replace(/../g, '=$&');
    const payload = await withType(`text/plain; charset=${charset}`, `${quoted} ok, ok, ok\n`, 'quoted-printable');
    expect(payload).toContain('Content-Type: text/plain; charset=utf-8\n');
    expect(textOf(payload)).toBe('Да ok, ok, ok\n');
  });

  test('by naming a charset that plain ASCII does not need', async () => {
    expect(await withType('text/plain; charset=iso-8859-15', 'Hello\n')).toContain('text/plain; charset=us-ascii\n');
  });

  test('by format=flowed: its blanks go, quotes and the signature mark stay', async () => {
    const flowed = 'Hello \nBob \n From here\n> quoted \n-- \nA.\n';
    const payload = await withType('text/plain; charset=utf-8; format=flowed; delsp=yes', flowed);
    expect(payload).not.toMatch(/flowed|delsp/);
    expect(textOf(payload)).toBe('Hello\nBob\nFrom here\n> quoted\n-- \nA.\n');
  });

  test('by what format=flowed hides in a quotation, and what Thunderbird hides there once more', async () => {
    const flowed = '> one \n>  From Bob\n>    two blanks\n> \n>\n>> -- \n';
    const payload = await withType('text/plain; charset=utf-8; format=flowed', flowed);
    expect(textOf(payload)).toBe('> one\n> From Bob\n>   two blanks\n> \n>\n>> -- \n');
  });

  test.each(['SIGNED MESSAGE', 'MESSAGE'])(
    'but for a text with an OpenPGP %s in it, which goes to the byte',
    async (label) => {
      const written = `-----BEGIN PGP ${label}-----\nHash: SHA256\n\nGr\xfc\xdfe \n From here\n- --dash \n-----END PGP SIGNATURE-----\n`;
      const encoded = written.replace(/[\x80-\xff]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase()}`);
      const type = 'text/plain; charset=iso-8859-1; format=flowed';
      const source = Buffer.from(await withType(type, encoded.replace(/ \n/g, '=20\n'), 'quoted-printable'), 'latin1');
      const { root } = readStructure(source);
      expect(decodeBody(root, source.subarray(root.bodyStart, root.bodyEnd)).toString('latin1')).toBe(written);
      expect(source.toString('latin1')).toContain('Content-Type: text/plain; charset=iso-8859-1\n');
    },
  );

  test('in a charset that is not known: that goes as it is, not garbled', async () => {
    const payload = await withType('text/plain; charset=x-unheard-of', 'Hello\n');
    expect(payload).toContain('charset=x-unheard-of\n');
  });
});

describe('the HTML of a letter', () => {
  test('does not name its editor, its author or the mail that it answers', async () => {
    const page = await html(
      '<html><head><meta name="Generator" content="Secret Word 15"><META name=author content="Alice Realname"></head><body>' +
        '<!-- saved by alice --><div class="moz-cite-prefix">Bob:</div><blockquote type="cite" cite="mid:own@alices-laptop.local">hi</blockquote></body></html>',
    );
    expect(page).toBe('<html><head></head><body><div>Bob:</div><blockquote type="cite">hi</blockquote></body></html>');
  });

  test('does not tell where on the disk or in which mailbox a picture lies', async () => {
    const page = await html(
      '<img src="file:///home/alice/cat asleep.png"><img src=\'imap://panda%40nym.test@127.0.0.1:1143/INBOX\'><a href="https://example.org/">x</a>',
    );
    expect(page).toBe('<img src="about:blank"><img src=\'about:blank\'><a href="https://example.org/">x</a>');
  });

  test('loses nothing behind a comment that is never closed', async () => {
    expect(await html('a<!-- b --> c <!-- d')).toBe('a c <!-- d');
  });

  test.each(['<meta ', '<!--', ' class="moz-', ' src="file:'])(
    'of a megabyte of %s is read in linear time',
    async (piece) => {
      const page = `${piece.repeat(1_000_000 / piece.length)}\n`.replace(/.{960}/g, '$&\n');
      expect(textOf(await withType('text/html', page)).length).toBeGreaterThan(0);
    },
  );
});

describe('what a signature covers', () => {
  const signed = (...fields: string[]) => signedUnder([], fields);
  const signedUnder = (header: readonly string[], fields: readonly string[]) =>
    lettersOf(
      submitted(
        mailText(
          [
            ...usual,
            ...header,
            'Content-Type: multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=b',
          ],
          [
            '--b',
            'Content-Type: text/plain',
            ...fields,
            '',
            'Hello',
            '--b',
            'Content-Type: application/pgp-signature',
            '',
            'abc',
            '--b--',
            '',
          ].join('\n'),
        ),
      ),
    );

  test.each([
    'From: Alice Realname <panda@nym.test>',
    'From: Alice <alice@home.example>',
    'Reply-To: alice@home.example',
    'User-Agent: Secret Mailer',
    'Message-ID: <draft@alices-laptop.local>',
    'Date: Sun, 22 Nov 2026 14:00:00 +0200',
    'Autocrypt: addr=alice@home.example',
    'Content-Location: file:///home/alice/letter.txt',
    'Content-Language: de-CH',
    'Content-ID: <picture@alices-laptop.local>',
    'In-Reply-To: <private@mail.home.example>',
    'References: <private@mail.home.example>',
    'In-Reply-To: your letter from alice@home.example',
  ])('is refused where it holds "%s": it cannot be taken away any more', async (field) => {
    await expect(signed(field)).rejects.toMatchObject({ code: 'tells-too-much' });
  });

  test('may repeat what the letter shows as well, as Thunderbird has it', async () => {
    const fields = [
      'From: Alice <panda@nym.test>',
      'To: bob@example.org',
      'Subject: hello',
      'Message-ID: <1-2-3@nym.test>',
      'Date: Sun, 22 Nov 2026 11:58:00 +0000',
    ];
    expect(await signed(...fields)).toHaveLength(1);
  });

  test('may name the mails that the letter names, all of a long thread', async () => {
    const thread = Array.from({ length: 30 }, (_, i) => `<${i}@example.org>`).join('\n ');
    const fields = ['In-Reply-To: <29@example.org>', `References: ${thread}`];
    expect(await signedUnder(fields, fields)).toHaveLength(1);
  });

  test.each(['<part1.0A1B@nym.test>', '<picture-1>', '<image001.png@01D8A0B2.C3D4E5F0>'])(
    'may name a picture %s, which is no host',
    async (id) => {
      expect(await signed(`Content-ID: ${id}`)).toHaveLength(1);
    },
  );
});

test('a type that is no token does not end up in the header', async () => {
  const payload = await withType('téxt/"plain', 'Hello\n');
  expect(payload.slice(0, payload.indexOf('\n\n'))).toMatch(/^[\n -~]*$/);
});

test('a large mail to many hidden recipients is refused before it fills the memory', async () => {
  const people = Array.from({ length: 50 }, (_, i) => `b${i}@example.org`);
  const mail = submitted(mailText(usual, `${'x'.repeat(70)}\n`.repeat(80_000)), ['bob@example.org', ...people]);
  await expect(composeAs(mail)).rejects.toMatchObject({ code: 'too-big' });
});

test('a mail of many parts lets others have their turn between them', async () => {
  const turnsFor = async (parts: number) => {
    const part = ['--b', 'Content-Type: application/zip', 'Content-Transfer-Encoding: base64', '', 'QUJD', ''].join(
      '\n',
    );
    const mail = mailText([...usual, 'Content-Type: multipart/mixed; boundary=b'], `${part.repeat(parts)}--b--\n`);
    const { alice, store } = await aliceActive();
    let turns = 0;
    let next: NodeJS.Immediate;
    const tick = () => {
      turns++;
      next = setImmediate(tick);
    };
    next = setImmediate(tick);
    await compose(submitted(mail), alice, { clock: new TestClock(), random: seededRandom('turns') });
    clearImmediate(next);
    store.close();
    return turns;
  };
  expect(await turnsFor(12)).toBeGreaterThanOrEqual((await turnsFor(2)) + 10);
});
