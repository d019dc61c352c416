import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeAutoconfig } from '../../../src/bridge/setup/autoconfig';
import type { MailAccount } from '../../../src/bridge/setup/mailAccount';
import { writeMobileconfig } from '../../../src/bridge/setup/mobileconfig';
import { snippetPrograms, writeSnippet } from '../../../src/bridge/setup/snippets';
import { thunderbirdProfile } from '../../../src/bridge/setup/thunderbird';

const folder = join(__dirname, '../../golden/setup');

const panda: MailAccount = {
  user: 'panda@nym.test',
  password: 'abcdefghijkmnopqrstu',
  title: 'panda@nym.test',
  imapPort: 1143,
  smtpPort: 1025,
  imapTlsPort: 1993,
  certificate: readFileSync(join(folder, 'certificate.pem'), 'utf8'),
  certificateFile: '/home/alice/.config/nymbridge/certificate.pem',
  identities: [{ address: 'panda@nym.test', name: 'Panda "P" <Bear> & Söhne $HOME', prefix: '' }],
};

/** NYMBRIDGE_WRITE_GOLDEN=1 writes down what came out, to be read before it is committed. */
function compare(name: string, text: string): void {
  const file = join(folder, name);
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('what is written stays as it was read', () => {
  test.each(thunderbirdProfile(panda).map((file) => [file.name, file] as const))('%s', (name, file) => {
    compare(name, 'content' in file ? file.content : '');
  });

  test.each(snippetPrograms)('%s', (program) => {
    compare(`${program}.txt`, writeSnippet(program, panda));
  });

  test('config-v1.1.xml', () => {
    compare('config-v1.1.xml', writeAutoconfig(panda));
  });

  test('panda.mobileconfig', () => {
    compare('panda.mobileconfig', writeMobileconfig(panda));
  });
});

test('no file of a profile has the password in it', () => {
  for (const file of thunderbirdProfile(panda))
    expect('content' in file && file.content.includes('abcdefghijkmnopqrstu')).toBe(false);
});
