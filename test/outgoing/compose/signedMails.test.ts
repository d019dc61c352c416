import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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

test.each([
  ['smime/signed', 'multipart/signed', 'application/pkcs7-signature'],
  ['thunderbird-signed/multipart', 'multipart/signed', 'application/pgp-signature'],
  ['thunderbird-signed/unobtrusive', 'multipart/mixed', undefined],
])('%s: what is signed goes to the byte, and so does the signature', async (name, type, protocol) => {
  const { payload, root } = await composed(name);
  expect(partsOf(payload)).toEqual(partsOf(read(name)));
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
  expect(payload).toContain(`\n${signature}\n--`);
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
