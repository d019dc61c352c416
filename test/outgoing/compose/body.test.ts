import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lettersOf, mailText, payloadOf, submitted, usual } from '../../support/letters';
import { decodeBody, decodeText, readParam, readStructure } from '../../../src/protocol/mime';
import type { Part } from '../../../src/protocol/mime';

const bodyOf = (payload: string) => payload.slice(payload.indexOf('\n\n') + 2);

/** Every leaf of the letter's structure with its decoded bytes. */
function leaves(payload: string): { part: Part; bytes: Buffer }[] {
  const source = Buffer.from(payload, 'latin1');
  const walk = (part: Part): Part[] =>
    part.parts.length > 0 ? part.parts.flatMap(walk) : part.message ? walk(part.message.part) : [part];
  return walk(readStructure(source).root).map((part) => ({
    part,
    bytes: decodeBody(part, source.subarray(part.bodyStart, part.bodyEnd)),
  }));
}

const multipart = (type: string, ...parts: string[]) => [
  ...usual,
  'MIME-Version: 1.0',
  `Content-Type: ${type}; boundary="----ClientBoundary"`,
  '',
  'This is a multi-part message in MIME format.',
  ...parts.flatMap((part) => ['------ClientBoundary', part]),
  '------ClientBoundary--',
];

const text = ['Content-Type: text/plain; charset=UTF-8; format=flowed', 'Content-Transfer-Encoding: 8bit', '', 'Grüße'];

describe('the body of a letter', () => {
  test('a line that begins with "From " arrives as it was written', async () => {
    const body = bodyOf(await payloadOf(submitted(mailText(usual, 'From here on\n>From there\n'))));
    expect(body).not.toMatch(/^From /m);
    expect(body).toContain('=46rom here on');
  });

  test('an 8-bit body goes as ASCII, with its charset named', async () => {
    const payload = await payloadOf(submitted(mailText(usual, 'Grüße\n')));
    expect(payload).toMatch(/^[\n -~]*$/);
    expect(payload).toContain('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n');
    expect(bodyOf(payload)).toBe('Gr=C3=BC=C3=9Fe\n');
  });

  test('a text that is mostly beyond ASCII goes as base64', async () => {
    const payload = await payloadOf(submitted(mailText(usual, 'Привет, Боб\n')));
    expect(payload).toContain('Content-Transfer-Encoding: base64\n');
    expect(leaves(payload)[0]?.bytes.toString()).toBe('Привет, Боб\r\n');
  });

  test('line ends are LF: with CRLF the server would count the CR', async () => {
    expect(await payloadOf(submitted(mailText(usual)))).not.toContain('\r');
  });

  test('an empty body is an empty body', async () => {
    expect(bodyOf(await payloadOf(submitted(mailText(usual, ''))))).toBe('');
  });

  test.each(['us-ascii', 'utf-8', 'iso-8859-1'])('the encoding says nothing of the client (%s)', async (charset) => {
    const field = `Content-Type: text/plain; charset=${charset}`;
    const encodings = ['7bit', 'quoted-printable', 'base64'].map((encoding) => {
      const body = encoding === 'base64' ? Buffer.from('Hello\n').toString('base64') : 'Hello\n';
      return payloadOf(submitted(mailText([...usual, field, `Content-Transfer-Encoding: ${encoding}`], body)));
    });
    expect(new Set(await Promise.all(encodings)).size).toBe(1);
  });

  test('any text comes out as it went in, but for how many line ends it ends with', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 120 }).map((one) => one.replace(/[\r\n\0]/g, ''));
    const property = fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      const written = [...lines, ''].join('\n');
      const payload = await payloadOf(submitted(mailText(usual, written)));
      expect(payload).toMatch(/^[\n\t -~]*$/);
      expect(bodyOf(payload)).not.toMatch(/^From /m);
      const source = Buffer.from(payload, 'latin1');
      const { root } = readStructure(source);
      const ended = written.replace(/^\n+$/, '').replace(/([^\n])\n+$/, '$1\n');
      expect(decodeText(root, source.subarray(root.bodyStart)).replaceAll('\r\n', '\n')).toBe(ended);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('the parts of a letter', () => {
  const html = (body: string) => ['Content-Type: text/html; charset=utf-8', '', body].join('\n');
  const image = [
    'Content-Type: image/png; name="C:\\\\Users\\\\alice\\\\Pictures\\\\cat, asleep.png"; x-unix-mode=0644',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <part1.0A1B@alices-laptop.local>',
    'Content-Location: file:///home/alice/cat.png',
    'Content-Disposition: attachment; filename*=utf-8\'\'K%C3%A4tzchen.png; size=4; creation-date="Sun, 22 Nov 2026 14:00:00 +0200"',
    'X-Attachment-Id: 17',
    '',
    'AAECAw==',
  ].join('\n');

  test('boundaries are fresh, and nothing stands between them', async () => {
    const mail = submitted(mailText(multipart('multipart/mixed', text.join('\n'), image)));
    const [first, second] = [await payloadOf(mail), await payloadOf(mail)];
    expect(first).not.toMatch(/ClientBoundary|multi-part message/);
    expect(first).toMatch(/^Content-Type: multipart\/mixed; boundary=[0-9a-f]{32}$/m);
    expect(second).toBe(first); // the same dice in both tests
  });

  test('attachments keep their bytes and names, and lose what tells of the disk they came from', async () => {
    const payload = await payloadOf(submitted(mailText(multipart('multipart/mixed', text.join('\n'), image))));
    const [first, second] = leaves(payload);
    expect(first?.bytes.toString()).toBe('Grüße\n');
    expect(second?.bytes).toEqual(Buffer.from([0, 1, 2, 3]));
    expect(readParam(second?.part.disposition?.params ?? [], 'filename')).toBe('Kätzchen.png');
    expect(readParam(second?.part.params ?? [], 'name')).toBeUndefined();
    expect(payload).not.toMatch(/alice\b|laptop|unix-mode|creation-date|X-Attachment|0200/);
  });

  test('an attached text keeps its very bytes', async () => {
    const csv = 'a;b\r\nFrom x;y\n';
    const part = [
      'Content-Type: text/csv',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=a.csv',
      '',
      Buffer.from(csv).toString('base64'),
    ];
    const payload = await payloadOf(
      submitted(mailText(multipart('multipart/mixed', text.join('\n'), part.join('\n')))),
    );
    expect(leaves(payload)[1]?.bytes.toString()).toBe(csv);
  });

  test.each([
    ['text/csv', '7bit', 'a;b\nc;d\n'],
    ['text/csv', 'quoted-printable', 'a;=\nb\nc;d\n'],
    ['application/json', '8bit', 'a;b\nc;d\n'],
  ])('%s attached in %s has its own line ends, and not those of SMTP', async (type, encoding, body) => {
    const fields = [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`];
    const part = [...fields, 'Content-Disposition: attachment; filename=a', '', body].join('\n');
    const payload = await payloadOf(submitted(mailText(multipart('multipart/mixed', text.join('\n'), part))));
    expect(leaves(payload)[1]?.bytes.toString()).toBe('a;b\nc;d\n');
  });

  describe('a text that is shown in its place under a name is a file', () => {
    const named = async (type: string, bytes: string, disposition: string) => {
      const fields = [`Content-Type: ${type}`, ...(disposition === '' ? [] : [`Content-Disposition: ${disposition}`])];
      const coded = Buffer.from(bytes).toString('base64');
      const part = [...fields, 'Content-Transfer-Encoding: base64', '', coded].join('\n');
      const source = mailText(multipart('multipart/mixed', text.join('\n'), part));
      return leaves(await payloadOf(submitted(source)))[1];
    };

    test.each([
      ['its BOM and its last lines', 'text/plain', '\uFEFFone\n\n\n'],
      ['its comments', 'text/html', '<!-- mine --><p>page</p>'],
      ['the line ends of a patch', 'text/plain; charset=utf-8', '--- a\r\n+++ b\r\n-x\r\n'],
    ])('and keeps %s', async (_what, type, bytes) => {
      const leaf = await named(type, bytes, 'inline; filename=notes.txt');
      expect(leaf?.bytes.toString()).toBe(bytes);
      expect(leaf?.part.disposition).toEqual({ type: 'inline', params: [['filename', 'notes.txt']] });
    });

    test('also where the name stands in Content-Type', async () => {
      const leaf = await named('text/plain; name=notes.txt', 'one\n\n', 'inline');
      expect(leaf?.bytes.toString()).toBe('one\n\n');
    });

    test.each([
      ['with a name but no disposition', 'text/plain; name=mail.txt', ''],
      ['with a disposition but no name', 'text/plain', 'inline'],
    ])('but the words of a mail %s are none', async (_how, type, disposition) => {
      expect((await named(type, '\uFEFFone\n\n', disposition))?.bytes.toString()).toBe('one\n');
    });
  });

  test('a file sent in 8bit keeps a CR that ends no line of SMTP', async () => {
    const part = 'Content-Type: application/octet-stream\nContent-Transfer-Encoding: 8bit\n\n1 %\r2 %\n';
    const source = mailText(multipart('multipart/mixed', text.join('\n'), part));
    expect(leaves(await payloadOf(submitted(source)))[1]?.bytes.toString()).toBe('1 %\r2 %\n');
  });

  test('a picture shown in HTML is still found under its new Content-ID, which names no host', async () => {
    const page = html('<img src="cid:part1.0A1B@alices-laptop.local"><img src="cid:part1.0A1B%40alices-laptop.local">');
    const payload = await payloadOf(
      submitted(mailText(multipart('multipart/related; start="<part1.0A1B@alices-laptop.local>"', page, image))),
    );
    const id = /Content-ID: <([a-z]{10}\.[a-z]{6}@nym\.test)>/.exec(payload)?.[1] ?? 'none';
    expect(leaves(payload)[0]?.bytes.toString()).toBe(`<img src="cid:${id}"><img src="cid:${id}">`);
    expect(payload).toContain(`start="<${id}>"`);
    expect(payload).not.toContain('laptop');
  });

  test('Outlook’s plain text, which names its pictures, does not tell by their names when it was written', async () => {
    const id = 'image001.png@01DB3C1D.5A8F2B30';
    const picture = `Content-Type: image/png\nContent-ID: <${id}>\nContent-Transfer-Encoding: base64\n\nAAECAw==`;
    const plain = `Content-Type: text/plain\n\nLook: [cid:${id}] and cid:${id}`;
    const payload = await payloadOf(
      submitted(mailText(multipart('multipart/related', plain, html(`<img src="cid:${id}">`), picture))),
    );
    const fresh = /Content-ID: <([^>]+)>/.exec(payload)?.[1] ?? 'none';
    expect(leaves(payload)[0]?.bytes.toString()).toBe(`Look: [cid:${fresh}] and cid:${fresh}\n`);
    expect(payload).not.toContain('01DB3C1D');
  });

  test('two pictures are told apart where the name of one begins the name of the other', async () => {
    const picture = (id: string) => ['Content-Type: image/png', `Content-ID: <${id}>`, '', 'x'].join('\n');
    const page = html('<img src="cid:logo"><img src="cid:logo2">');
    const payload = await payloadOf(
      submitted(mailText(multipart('multipart/related', page, picture('logo'), picture('logo2')))),
    );
    const [first, second] = [...payload.matchAll(/Content-ID: <([^>]+)>/g)].map(([, id]) => id);
    expect(leaves(payload)[0]?.bytes.toString()).toBe(`<img src="cid:${first}"><img src="cid:${second}">`);
  });

  test('a signature does not break: the signed part goes to the byte, and so does the armor of the signature', async () => {
    const signed = ['Content-Type: text/plain;  charset=utf-8 ', '', 'Hello  ', '-- ', 'Alice '].join('\n');
    const armor = ['-----BEGIN PGP SIGNATURE-----', '', 'abc', '-----END PGP SIGNATURE-----'].join('\n');
    const signature = `Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"\n\n${armor}`;
    const mail = multipart(
      'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"',
      signed,
      signature,
    );
    const payload = await payloadOf(submitted(mailText(mail)));
    expect(payload).toContain(`\n${signed}\n--`);
    expect(payload).toContain(`\n\n${armor}\n\n--`);
    expect(payload).toMatch(
      /Content-Type: multipart\/signed; protocol="?application\/pgp-signature"?;\s+micalg=pgp-sha256;\s+boundary=[0-9a-f]{32}\n/,
    );
    expect(payload).not.toContain('This is a multi-part');
  });

  test('a signed text that the server would change is refused with the reason', async () => {
    const signed = 'Content-Type: text/plain\n\nFrom here on';
    const mail = multipart(
      'multipart/signed; protocol="application/pgp-signature"',
      signed,
      'Content-Type: application/pgp-signature\n\nabc',
    );
    await expect(lettersOf(submitted(mailText(mail)))).rejects.toMatchObject({
      code: 'breaks-signature',
      message: expect.stringContaining('"From "'),
    });
  });

  test('an encrypted mail goes through unchanged', async () => {
    const version = 'Content-Type: application/pgp-encrypted\n\nVersion: 1';
    const armor = '-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----';
    const data = `Content-Type: application/octet-stream\n\n${armor}`;
    const payload = await payloadOf(
      submitted(mailText(multipart('multipart/encrypted; protocol="application/pgp-encrypted"', version, data))),
    );
    expect(payload).toContain(`\n${version}\n\n--`);
    expect(payload).toContain(`\n\n${armor}\n\n--`);
  });

  describe('a forwarded mail', () => {
    const forwarded = [
      'Content-Type: message/rfc822; name="Re: hello.eml"',
      'Content-Disposition: attachment; filename="Re: hello.eml"',
      '',
      'X-Nymbridge-Article: <abc@news.example>',
      'X-Mozilla-Status: 0001',
      'Received: from mx.example.org',
      'From: Bob <bob@example.org>',
      'To: panda@nym.test',
      'Date: Sun, 22 Nov 2026 12:30:00 +0200 (CEST)',
      'Subject: Re: hello',
      'Bcc: carol@example.org',
      'Delivered-To: alice@home.example',
      'Message-ID: <draft@alices-laptop.local>',
      'User-Agent: Secret Mailer',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'From Zürich',
    ].join('\n');
    const forward = () => payloadOf(submitted(mailText(multipart('multipart/mixed', text.join('\n'), forwarded))));

    test('keeps who wrote it, to whom, when and about what, and its text', async () => {
      const payload = await forward();
      const source = Buffer.from(payload, 'latin1');
      const part = readStructure(source).root.parts[1];
      expect(part?.message?.envelope.subject).toBe('Re: hello');
      expect(payload).toContain(
        '\nFrom: Bob <bob@example.org>\nTo: panda@nym.test\nSubject: Re: hello\nDate: Sun, 22 Nov 2026 10:30:00 -0000\n',
      );
      expect(leaves(payload)[1]?.bytes.toString()).toBe('From Zürich\n');
      expect(payload).toMatch(/^[\n -~]*$/);
    });

    test('does not tell in which article it came, how it travelled, nor whom it was hidden from', async () => {
      expect(await forward()).not.toMatch(/nymbridge|news\.example|mozilla|mx\.example|carol|home|laptop|secret|0200/i);
    });

    test('that is encoded, against the rules, is cleaned and not lost', async () => {
      const [head = '', ...rest] = forwarded.split('\n\n');
      const encoded = `${head}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(rest.join('\n\n')).toString('base64')}`;
      const payload = await payloadOf(submitted(mailText(multipart('multipart/mixed', text.join('\n'), encoded))));
      expect(leaves(payload)[1]?.bytes.toString()).toBe('From Zürich\n');
      expect(payload).not.toMatch(/nymbridge|carol|laptop/i);
    });
  });

  test('whatever the bytes are, the letter is ASCII with short lines', async () => {
    const chunk = fc.oneof(
      fc.constantFrom(
        '--b',
        '--b--',
        'Content-Type: multipart/mixed; boundary=b',
        'Content-Type: message/rfc822',
        'From ',
        '',
        'Content-Transfer-Encoding: base64',
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    const property = fc.asyncProperty(fc.array(chunk, { maxLength: 25 }), async (lines) => {
      const mail = mailText([...usual, 'Content-Type: multipart/mixed; boundary=b'], lines.join('\n'));
      const payload = await payloadOf(submitted(mail));
      expect(bodyOf(payload)).not.toMatch(/^From /m);
      expect(Math.max(...payload.split('\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
