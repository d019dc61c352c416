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

/** The combined login, with two nyms on two servers. */
const all: MailAccount = {
  ...panda,
  user: 'all',
  title: 'all nyms',
  identities: [
    { address: 'panda@nym.test', name: 'Panda Bear', prefix: 'panda@nym.test/' },
    { address: 'koala@nym.example', name: '', prefix: 'koala@nym.example/' },
  ],
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

describe('for all nyms together', () => {
  test.each(['prefs.js', 'session.json'])('%s', (name) => {
    const file = thunderbirdProfile(all).find((one) => one.name === name);
    compare(`all-${name}`, file && 'content' in file ? file.content : '');
  });

  test('neomutt', () => {
    compare('all-neomutt.txt', writeSnippet('neomutt', all));
  });

  test('config-v1.1.xml', () => {
    compare('all-config-v1.1.xml', writeAutoconfig(all));
  });

  test('no profile for Apple Mail, which has room for one address', () => {
    expect(() => writeMobileconfig(all)).toThrow('one for each nym');
  });
});

test('a path with a quotation mark in it ends no word early in mbsync', () => {
  const text = writeSnippet('mbsync', { ...panda, certificateFile: '/home/a "b"/\\c.pem' });
  expect(text).toContain('\nCertificateFile "/home/a \\"b\\"/\\\\c.pem"\n');
});

test('no file of a profile has the password in it', () => {
  for (const file of thunderbirdProfile(panda))
    expect('content' in file && file.content.includes('abcdefghijkmnopqrstu')).toBe(false);
});
