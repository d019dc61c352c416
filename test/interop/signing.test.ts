import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readHeader, readStructure } from '../../src/protocol/mime';
import { bob, type Circle, openCircle } from '../support/circle';
import { armoredSecretKey, publicKey } from '../support/keys';
import { payloadOf, submitted } from '../support/letters';
import { useFixedPorts } from './fixedPorts';
import { openGpg } from './gpg';
import { openRecorder, type Recorder } from './recorder';
import { importOwnKey, signingWith, untilItSigns } from './thunderbird/openpgp';
import { openSubmitting, ownSettings, type Preferences } from './thunderbird/submitting';
import { send, write } from './thunderbird/user';

// What the real Thunderbird has signed is still good when gpg sees the letter that it has become.
// NYMBRIDGE_WRITE_GOLDEN=1 writes down what Thunderbird hands over.

let circle: Circle;
let recorder: Recorder;
const gpg = openGpg();
const golden = join(__dirname, '../golden/thunderbird-signed');

beforeAll(async () => {
  recorder = await openRecorder();
  circle = await openCircle();
  await useFixedPorts(circle);
  await circle.home.serve();
  gpg.run(['--import'], Buffer.from((await publicKey('alice')).armored()));
});
afterAll(async () => {
  gpg.remove();
  await circle.remove();
  await recorder.close();
});

async function sign(name: string, settings: Preferences): Promise<Buffer> {
  const { fingerprint } = await publicKey('alice');
  const signing = { ...signingWith(fingerprint), 'mail.identity.id1.fullName': 'Alice', ...settings };
  const thunderbird = await openSubmitting(circle, recorder, name, signing);
  try {
    await importOwnKey(thunderbird, armoredSecretKey('alice').toString(), fingerprint);
    const text = 'Dear Bob, \n\nFrom here: Grüße.\n\n-- \nAlice\n';
    await write(thunderbird, { to: `Bob <${bob}>`, subject: 'hello', text });
    await untilItSigns(thunderbird);
    await send(thunderbird);
    const source = await recorder.next();
    if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(join(golden, `${name}.eml`), source.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    }
    return source;
  } finally {
    await thunderbird.close();
  }
}

/** What is signed in a mail as it comes to Bob, and its signature: in the second part, or in the first field of the only one. */
function taken(source: Buffer): { readonly signed: Buffer; readonly signature: Buffer } {
  const [first, second] = readStructure(source).root.parts;
  if (!first) throw new Error('nothing is signed');
  const part = source.subarray(first.headerStart, first.bodyEnd);
  if (second) return { signed: part, signature: source.subarray(second.bodyStart, second.bodyEnd) };
  const raw = readHeader(part).fields[0]?.raw.toString('latin1') ?? '';
  const base64 = raw.slice(raw.indexOf('b=') + 2);
  return { signed: part.subarray(part.indexOf('\r\nMessage-ID') + 2), signature: Buffer.from(base64, 'base64') };
}

async function check({ signed, signature }: ReturnType<typeof taken>): Promise<string> {
  const [file, data] = ['signature', 'signed'].map((name) => join(circle.home.folder, name)) as [string, string];
  writeFileSync(file, signature);
  writeFileSync(data, signed);
  // it was made today
  return gpg.run(['--ignore-time-conflict', '--verify', file, data]).status;
}

test.each([
  ['multipart', {}],
  ['unobtrusive', { 'mail.openpgp.clear_signature_format': 'unobtrusive' }],
])('%s: good at Bob’s', async (name, settings) => {
  const payload = await payloadOf(submitted(await sign(name, settings)));
  const arrived = taken(Buffer.from(payload.replaceAll('\n', '\r\n'), 'latin1'));
  expect(await check(arrived)).toContain(`VALIDSIG ${(await publicKey('alice')).fingerprint}`);
  const changed = { ...arrived, signed: Buffer.concat([arrived.signed, Buffer.from('.')]) };
  await expect(check(changed)).rejects.toThrow('BADSIG');
});

test('with settings that let the signature cover a clock’s zone and a program’s name, it is refused', async () => {
  const source = await sign('own', ownSettings);
  await expect(payloadOf(submitted(source))).rejects.toMatchObject({ code: 'tells-too-much' });
});
