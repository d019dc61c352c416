import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { decodeBody, readParam, readStructure } from '../../../src/protocol/mime';
import { payloadOf, submitted } from '../../support/letters';

// test/golden/smime: mails that the real OpenSSL has made. That it can read what becomes of them is in test/interop/smime.test.ts.

const golden = join(__dirname, '../../golden/smime');
const read = (name: string) => readFileSync(join(golden, `${name}.eml`));

async function composed(name: string) {
  const source = Buffer.from(read(name).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  const payload = Buffer.from(await payloadOf(submitted(source)), 'latin1');
  return { payload, root: readStructure(payload).root };
}

test('a signed text and its S/MIME signature go to the byte', async () => {
  const source = read('signed');
  const { payload, root } = await composed('signed');
  const before = readStructure(source).root.parts.map((part) =>
    source.toString('latin1', part.headerStart, part.bodyEnd),
  );
  const after = root.parts.map((part) => payload.toString('latin1', part.headerStart, part.bodyEnd));
  expect(before[1]).toContain('Content-Type: application/pkcs7-signature');
  expect(after).toEqual(before);
  const params = ['protocol', 'micalg'].map((name) => readParam(root.params, name));
  expect(params).toEqual(['application/pkcs7-signature', 'sha-256']);
});

test.each([
  ['signed-inside', 'signed-data'],
  ['enveloped', 'enveloped-data'],
  ['enveloped-gcm', 'authEnveloped-data'],
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
