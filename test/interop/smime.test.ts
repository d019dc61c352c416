import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { latin1 } from '../../src/base/bytes';
import { payloadOf, submitted, usual } from '../support/letters';

// S/MIME mails as OpenSSL makes them, with a certificate that Alice's nym has made for itself: what the nym server mails is still
// good for Bob. NYMBRIDGE_WRITE_GOLDEN=1 writes them down for test/outgoing/compose/signedMails.test.ts.

const folder = mkdtempSync(join(tmpdir(), 'smime-'));
const at = (name: string) => join(folder, name);
const golden = join(__dirname, '../golden/smime');
const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'pipe'] });

/** What is signed or encrypted: not ASCII, with blanks at the ends of lines. */
const entity = [
  'Content-Type: text/plain; charset=utf-8; format=flowed',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=C3=BC=C3=9Fe, =20',
  '--=20',
  'Panda',
  '',
].join('\r\n');

beforeAll(() => {
  writeFileSync(at('entity'), entity);
  const subject = [
    '-subj',
    '/CN=Panda/emailAddress=panda@nym.test',
    '-addext',
    'keyUsage=digitalSignature,keyEncipherment',
  ];
  const usage = ['-addext', 'extendedKeyUsage=emailProtection', '-addext', 'subjectAltName=email:panda@nym.test'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-noenc',
    '-days',
    '2',
    ...subject,
    ...usage,
    '-keyout',
    at('key'),
    '-out',
    at('cert'),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const signing = ['cms', '-sign', '-signer', at('cert'), '-inkey', at('key')];
const verifying = ['cms', '-verify', '-CAfile', at('cert')];
const decrypting = ['cms', '-decrypt', '-recip', at('cert'), '-inkey', at('key')];

test.each([
  ['signed', signing, verifying],
  ['signed-inside', [...signing, '-nodetach'], verifying],
  ['enveloped', ['cms', '-encrypt', '-aes-256-cbc', '-recip', at('cert')], decrypting],
  ['enveloped-gcm', ['cms', '-encrypt', '-aes-256-gcm', '-recip', at('cert')], decrypting],
])('%s: Bob reads what Alice has written', async (name, make, read) => {
  const made = openssl(...make, '-in', at('entity'))
    .toString('latin1')
    .replace(/\r?\n/g, '\n');
  const mail = [...usual, made].join('\n');
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(join(golden, `${name}.eml`), mail, 'latin1');
  const letter = await payloadOf(submitted(latin1(mail.replaceAll('\n', '\r\n'))));
  writeFileSync(at('letter'), letter.replaceAll('\n', '\r\n'), 'latin1');
  expect(openssl(...read, '-in', at('letter')).toString('latin1')).toBe(entity);
});
