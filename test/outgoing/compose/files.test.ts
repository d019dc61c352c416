import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeBody, readStructure } from '../../../src/protocol/mime';
import { composeAs, lettersOf, mailText, submitted, usual } from '../../support/letters';
import { aliceActive, again } from '../../support/nyms';
import { mailsIn, openStreetOut } from '../../support/outgoing';

// Alice sends a photo from her phone: it must not tell where she was.

const photo = readFileSync(join(__dirname, '../../golden/pictures/photo.jpg'));
const attached = (name: string, type: string, bytes: Buffer) =>
  `--m\nContent-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n` +
  `${bytes.toString('base64').replace(/.{76}/g, '$&\n')}\n`;
const mailWith = (...files: string[]) =>
  submitted(
    mailText(
      [...usual, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=m'],
      `--m\nContent-Type: text/plain\n\nLook\n${files.join('')}--m--\n`,
    ),
  );
const pdf = attached('report.pdf', 'application/octet-stream', Buffer.from('%PDF-1.7 /Author (Alice Realname)'));

async function letterOf(metadata: 'keep' | 'clean' | 'refuse', ...files: string[]): Promise<Buffer> {
  const [letter] = await lettersOf(mailWith(...files), { style: { html: 'keep', forwards: 'clean', metadata } });
  return letter?.payload ?? Buffer.alloc(0);
}

const fileIn = (payload: Buffer) => {
  const file = readStructure(payload).root.parts[1];
  return file ? decodeBody(file, payload.subarray(file.bodyStart, file.bodyEnd)) : Buffer.alloc(0);
};

describe('a photo', () => {
  test('goes without place, camera and name where its nym says so, whatever its type is said to be', async () => {
    const sent = fileIn(await letterOf('clean', attached('cat.jpg', 'application/octet-stream', photo)));
    expect(sent.toString('latin1')).not.toMatch(/Realname|Secret/);
    expect(sent.subarray(0, 3)).toEqual(photo.subarray(0, 3));
  });

  test('goes to the byte where its nym says nothing', async () => {
    expect(fileIn(await letterOf('keep', attached('cat.jpg', 'image/jpeg', photo)))).toEqual(photo);
  });

  test('in a forwarded mail is cleaned too', async () => {
    const inner = `--m\nContent-Type: message/rfc822\n\nFrom: bob@example.org\nMIME-Version: 1.0\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n${photo.toString('base64').replace(/.{76}/g, '$&\n')}\n`;
    const payload = await letterOf('clean', inner);
    const [, forwarded] = readStructure(payload).root.parts;
    const part = forwarded?.message?.part;
    expect(part && decodeBody(part, payload.subarray(part.bodyStart, part.bodyEnd)).toString('latin1')).not.toContain(
      'Realname',
    );
  });
});

describe('what cannot be cleaned', () => {
  test('is refused by its name where its nym says so, and nothing is sent', async () => {
    await expect(letterOf('refuse', pdf)).rejects.toMatchObject({
      code: 'tells-too-much',
      message: expect.stringMatching(/^The mail holds "report\.pdf", a PDF document: .*metadata=clean/),
    });
  });

  test('goes, and the writer is told at once which file it is and how to take the mail back', async () => {
    const { nyms, store, server, alice } = await aliceActive();
    nyms.change(alice.id, { metadata: 'clean', pool: { leastMs: 3600_000, mostMs: 7200_000 } });
    const bridge = { nyms, store, server, alice: await again(nyms, alice) };
    const { outgoing } = await openStreetOut({ bridge });
    await outgoing.submit(mailWith(pdf, attached('cat.jpg', 'image/jpeg', photo)));
    const [told = ''] = mailsIn(store, alice.id, 'INBOX');
    expect(told).toMatch(/^Subject: Not cleaned: files in a mail of yours\r$/m);
    expect(told).toContain('- "report.pdf", a PDF document');
    expect(told).toContain('nymbridge outbox cancel 1');
    expect(told).not.toContain('cat.jpg');
  });

  test('is no text: of that nothing is said', async () => {
    expect(
      fileIn(await letterOf('refuse', attached('notes.txt', 'text/plain', Buffer.from('Hello\n')))).toString(),
    ).toBe('Hello\n');
  });
});

describe('a picture in the address of an image', () => {
  const encoded = photo.toString('base64');
  const page = (html: string, fields = '') => `--m\nContent-Type: text/html${fields}\n\n${html}\n`;
  const address = (payload: Buffer) => {
    const [, digits = ''] = /data:image\/jpeg;base64,([\w+/=\n]*)/.exec(fileIn(payload).toString('latin1')) ?? [];
    return Buffer.from(digits, 'base64').toString('latin1');
  };
  const percent = encoded.replace(/[+/=]/g, (one) => encodeURIComponent(one));

  test.each([
    ['in quotes', `<img src="data:image/jpeg;base64,${encoded}" alt=x>`],
    ['in single quotes', `<img src='data:image/jpeg;base64,${encoded}' alt=x>`],
    ['in no quotes', `<img src=data:image/jpeg;base64,${encoded} alt=x>`],
    ['in CSS', `<style>p { background: url(data:image/jpeg;base64,${encoded}) }</style>`],
    ['in CSS in an attribute', `<p style="background:url(&quot;data:image/jpeg;base64,${encoded}&quot;)">`],
    ['in lines', `<img src="data:image/jpeg;base64,${encoded.replace(/.{70}/g, '$&\n')}" alt=x>`],
    ['with percent signs', `<img src="data:image/jpeg;base64,${percent}" alt=x>`],
  ])('%s goes without place, camera and name where its nym says so, and the page is whole', async (_how, html) => {
    const sent = await letterOf('clean', page(html));
    expect(address(sent)).not.toMatch(/Realname|Secret/);
    expect(address(sent).slice(0, 3)).toBe('\xff\xd8\xff');
    const around = (text: string) => text.trimEnd().replace(/base64,[\w+/=%\n-]*/, '');
    expect(around(fileIn(sent).toString('latin1'))).toBe(around(html));
  });

  test('goes to the byte where its nym says nothing', async () => {
    const html = `<img src="data:image/jpeg;base64,${percent}">`;
    expect(fileIn(await letterOf('keep', page(html))).toString()).toContain(html);
  });

  test('in a page that is a file is cleaned too', async () => {
    const file = page(
      `<img src="data:image/jpeg;base64,${encoded}">`,
      '\nContent-Disposition: attachment; filename=a.html',
    );
    expect(address(await letterOf('clean', file))).not.toMatch(/Realname|Secret/);
  });

  test.each([
    ['that is damaged', `data:image/jpeg;base64,${encoded.slice(0, 400)}`],
    ['of a kind that cannot be cleaned', `data:application/pdf;base64,${Buffer.from('%PDF-1.7').toString('base64')}`],
    ['that cannot be read', `data:image/jpeg;base64,${encoded.slice(0, 400)}&#43;${encoded.slice(400)}`],
  ])('%s is refused where its nym says so, and told where it only cleans', async (_what, src) => {
    const html = page(`<img src="${src}"><img src="${src}">`);
    await expect(letterOf('refuse', html)).rejects.toMatchObject({
      code: 'tells-too-much',
      message: expect.stringMatching(/^The mail holds "in the HTML", a /),
    });
    const composed = await composeAs(mailWith(html), {
      style: { html: 'keep', forwards: 'clean', metadata: 'clean' },
    });
    expect(composed).toMatchObject({ uncleaned: [expect.stringMatching(/^"in the HTML", a /)] });
  });

  test.each(['data:', '"data:;base64,', '(data:image/jpeg;base64,', 'data:;;;;;base64', 'data:,;a'])(
    'that a megabyte of %s only looks like is read in linear time',
    async (piece) => {
      const html = piece.repeat(1_000_000 / piece.length).replace(/.{960}/g, '$&\n');
      expect((await letterOf('clean', page(html))).length).toBeGreaterThan(1_000_000);
    },
  );
});
