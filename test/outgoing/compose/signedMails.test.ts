import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeBody, readParam, readStructure } from '../../../src/protocol/mime';
import { mailText, payloadOf, submitted, usual } from '../../support/letters';

// Mails that the real OpenSSL and the real Thunderbird have signed or encrypted. That OpenSSL and gpg can read what becomes of them
// is in test/interop: smime.test.ts, signing.test.ts.

const read = (name: string) => {
  const text = readFileSync(join(__dirname, '../../golden', `${name}.eml`), 'latin1');
  return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
};

async function composed(name: string) {
  const payload = Buffer.from(await payloadOf(submitted(read(name))), 'latin1');
  return { payload, root: readStructure(payload).root };
}

/** The parts with their headers, as they come to Bob. */
const partsOf = (source: Buffer) =>
  readStructure(source).root.parts.map((part) =>
    source.toString('latin1', part.headerStart, part.bodyEnd).replaceAll('\r\n', '\n'),
  );

/** What a signature says, in whatever form it travels. */
const signatureIn = (source: Buffer) => {
  const part = readStructure(source).root.parts[1];
  return part && decodeBody(part, source.subarray(part.bodyStart, part.bodyEnd)).toString('latin1').trimEnd();
};

test.each([
  ['smime/signed', 'multipart/signed', 'application/pkcs7-signature'],
  ['thunderbird-signed/multipart', 'multipart/signed', 'application/pgp-signature'],
  ['thunderbird-signed/unobtrusive', 'multipart/mixed', undefined],
])('%s: what is signed goes to the byte, and so does what the signature says', async (name, type, protocol) => {
  const { payload, root } = await composed(name);
  expect(partsOf(payload)[0]).toBe(partsOf(read(name))[0]);
  expect(signatureIn(payload)).toBe(signatureIn(read(name))?.replaceAll('\r\n', '\n'));
  expect(`${root.type}/${root.subtype}`).toBe(type);
  expect(readParam(root.params, 'protocol')).toBe(protocol);
});

test('a mail that somebody else has signed can be forwarded, with the signature whole', async () => {
  // with Thunderbird's own settings, by which a nym's own mail would be refused
  const bobs = read('thunderbird-signed/own').toString('latin1').replaceAll('panda@nym.test', 'bob@example.org');
  const forward = mailText([...usual, 'Content-Type: multipart/mixed; boundary=f'], '').toString('latin1');
  const parts = `--f\r\n\r\nLook\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n${bobs}\r\n--f--\r\n`;
  const payload = await payloadOf(submitted(Buffer.from(forward + parts, 'latin1')));
  const [signed = '', signature = ''] = partsOf(Buffer.from(bobs, 'latin1'));
  expect(payload).toContain(`\n${signed}\n--`);
  expect(payload).toContain(`\n\n${signature.split('\n\n').slice(1).join('\n\n').trimEnd()}\n`);
});

describe('a mail that somebody else has signed, with a line that the nym server would change', () => {
  const forwarding = (type: string, ...parts: string[]) => {
    const signed = parts.map((one) => `--s\n${one}\n`).join('');
    const inner = `From: bob@example.org\nMIME-Version: 1.0\nContent-Type: ${type}; boundary=s\n\n${signed}--s--\n`;
    const body = `--f\n\nLook\n--f\nContent-Type: message/rfc822\n\n${inner}--f--\n`;
    return submitted(mailText([...usual, 'Content-Type: multipart/mixed; boundary=f'], body));
  };
  const text = 'Content-Type: text/plain\n\nHello\nFrom here on';
  const signature = 'Content-Type: application/pgp-signature; name=a.asc\n\nabc';
  const protocol = 'multipart/signed; protocol="application/pgp-signature"';
  const forwarded = (payload: string) => {
    const source = Buffer.from(payload, 'latin1');
    const part = readStructure(source).root.parts[1]?.message?.part;
    const body = part && decodeBody(part, source.subarray(part.bodyStart, part.bodyEnd)).toString();
    return { type: part && `${part.type}/${part.subtype}`, body };
  };

  test.each([
    ['beside it', forwarding(protocol, text, signature)],
    ['in its first field', forwarding('multipart/mixed', `Sig: t=p; b=abc\n${text}`)],
  ])('can be forwarded, whole but for the signature %s, which is lost on the way', async (_where, mail) => {
    const payload = await payloadOf(mail);
    expect(forwarded(payload)).toEqual({ type: 'text/plain', body: 'Hello\nFrom here on\n' });
    expect(payload).not.toMatch(/^From here|^Sig:|pgp-signature/m);
  });

  test('keeps its files', async () => {
    const file = 'Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==';
    const mixed = `Content-Type: multipart/mixed; boundary=i\n\n--i\n${text}\n--i\n${file}\n--i--`;
    const payload = await payloadOf(forwarding(protocol, mixed, signature));
    expect(forwarded(payload).type).toBe('multipart/mixed');
    expect(payload).toContain('\n=46rom here on\n');
    expect(payload).toContain('\nUEsDBA==\n');
  });
});

describe('what no signature covers does not tell which program has signed or encrypted', () => {
  const armor = (label: string, ...header: string[]) =>
    [`-----BEGIN PGP ${label}-----`, ...header, '', 'wsB5BAABCAAj', '=pBkZ', `-----END PGP ${label}-----`].join('\n');
  const letterOf = (type: string, ...parts: string[]) =>
    payloadOf(
      submitted(
        mailText(
          [...usual, `Content-Type: ${type}; boundary=b`],
          `${parts.map((one) => `--b\n${one}\n`).join('')}--b--\n`,
        ),
      ),
    );
  const bodyOf = (payload: string) => payload.slice(payload.indexOf('\n\n'));

  const signed = (fields: string, ...header: string[]) =>
    letterOf(
      'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"',
      'Content-Type: text/plain\n\nHello',
      `Content-Type: application/pgp-signature${fields}\n\n${armor('SIGNATURE', ...header)}`,
    );

  test('by the fields of the signature, or the lines above it', async () => {
    const thunderbird = await signed(
      '; name="OpenPGP_signature.asc"\nContent-Description: OpenPGP digital signature\nContent-Disposition: attachment; filename="OpenPGP_signature.asc"',
    );
    const apple = await signed(
      '; name=signature.asc\nContent-Description: Message signed with OpenPGP',
      'Version: GnuPG v2',
      'Comment: GPGTools - http://gpgtools.org',
      'Comment:',
    );
    expect(bodyOf(thunderbird)).toBe(bodyOf(apple));
    expect(thunderbird).toContain(
      `\nContent-Type: application/pgp-signature\nContent-Disposition: attachment; filename=signature.asc\n\n${armor('SIGNATURE')}\n`,
    );
  });

  test('by the fields of what is encrypted, or the lines above it', async () => {
    const encrypted = (control: string, data: string, ...header: string[]) =>
      letterOf(
        'multipart/encrypted; protocol="application/pgp-encrypted"',
        `Content-Type: application/pgp-encrypted${control}\n\nVersion: 1`,
        `Content-Type: application/octet-stream${data}\n\n${armor('MESSAGE', ...header)}`,
      );
    const thunderbird = await encrypted(
      '\nContent-Description: PGP/MIME version identification',
      '; name="encrypted.asc"\nContent-Description: OpenPGP encrypted message\nContent-Disposition: inline; filename="encrypted.asc"',
    );
    expect(bodyOf(await encrypted('', '; name="msg.asc"', 'Version: Mailvelope v1', 'Charset: koi8-r'))).toBe(
      bodyOf(thunderbird),
    );
    // as what the bridge itself encrypts: encrypt.test.ts
    expect(thunderbird).toContain('\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--');
    expect(thunderbird).toContain(
      `\nContent-Type: application/octet-stream\nContent-Disposition: inline; filename=encrypted.asc\n\n${armor('MESSAGE')}\n`,
    );
  });

  test('by lines above the armor in a text, where those that a reader needs stay', async () => {
    const clear =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nVersion: of these words\n- -----BEGIN PGP MESSAGE-----\nVersion: 2';
    const text = `${clear}\n${armor('SIGNATURE', 'Version: Secret 1', 'Charset: utf-8', 'Comment: secret')}\n`;
    const payload = await payloadOf(submitted(mailText([...usual, 'Content-Type: text/plain'], text)));
    expect(payload).toContain(`\n\n${clear}\n${armor('SIGNATURE', 'Charset: utf-8')}\n`);
  });

  test('and a mail of a megabyte that begins armor again and again is read in linear time', async () => {
    const text = '-----BEGIN PGP MESSAGE-----\nVersion: 1\n'.repeat(25_000);
    expect((await payloadOf(submitted(mailText(usual, text)))).length).toBeGreaterThan(25_000);
  });
});

test('what Thunderbird signs with its own settings names itself and the clock’s zone, and is refused', async () => {
  await expect(composed('thunderbird-signed/own')).rejects.toMatchObject({
    code: 'tells-too-much',
    message: expect.stringMatching(/field "Date".*nymbridge account --thunderbird/),
  });
});

test.each([
  ['smime/signed-inside', 'signed-data'],
  ['smime/enveloped', 'enveloped-data'],
  ['smime/enveloped-gcm', 'authEnveloped-data'],
])('%s: the bytes are the same, and are still told to be %s', async (name, kind) => {
  const source = read(name);
  const { payload, root } = await composed(name);
  const before = readStructure(source).root;
  expect(decodeBody(root, payload.subarray(root.bodyStart, root.bodyEnd))).toEqual(
    decodeBody(before, source.subarray(before.bodyStart, before.bodyEnd)),
  );
  expect(`${root.type}/${root.subtype}`).toBe('application/pkcs7-mime');
  expect(readParam(root.params, 'smime-type')).toBe(kind);
  expect(readParam(root.disposition?.params ?? [], 'filename')).toBe('smime.p7m');
});
