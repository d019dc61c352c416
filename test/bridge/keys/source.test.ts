import { describe, expect, test } from '@jest/globals';
import { addressOf, isProtected, readKeySource, writeSource } from '../../../src/bridge/keys/source';

const fingerprint = 'EC371D73CA515B5F009B3FAA56E52B2FF3B80FCA';

/** The addresses that a source leads to, by address and by fingerprint. */
function asked(text: string): string[] {
  const source = readKeySource(text);
  if (source.kind === 'file') throw new Error('a file');
  return [{ address: 'config@nym.test' }, { fingerprint }].map((question) => addressOf(source, question).href);
}

describe('where a key is to come from', () => {
  test.each(['key.asc', '-', './a b.asc', 'C:\\keys\\key.asc', '/home/alice/key:1.asc', 'notes:key.asc'])(
    '%s is a file',
    (text) => {
      expect(readKeySource(text)).toEqual({ kind: 'file', path: text });
    },
  );

  test.each([
    ['https://nym.test/key.asc', 'https://nym.test/key.asc', 'https://nym.test/key.asc'],
    ['HTTP://nym.onion:81/k?a=b', 'http://nym.onion:81/k?a=b', 'http://nym.onion:81/k?a=b'],
    [
      'hkps://keys.test',
      'https://keys.test/pks/lookup?op=get&options=mr&search=config%40nym.test',
      `https://keys.test/pks/lookup?op=get&options=mr&search=0x${fingerprint}`,
    ],
    [
      'hkp://keys.test',
      'http://keys.test:11371/pks/lookup?op=get&options=mr&search=config%40nym.test',
      `http://keys.test:11371/pks/lookup?op=get&options=mr&search=0x${fingerprint}`,
    ],
    [
      'vks:keys.test:8443',
      'https://keys.test:8443/vks/v1/by-email/config%40nym.test',
      `https://keys.test:8443/vks/v1/by-fingerprint/${fingerprint}`,
    ],
    [
      'vks://keys.onion/',
      'http://keys.onion/vks/v1/by-email/config%40nym.test',
      `http://keys.onion/vks/v1/by-fingerprint/${fingerprint}`,
    ],
  ])('%s is asked so', (text, byAddress, byFingerprint) => {
    expect(asked(text)).toEqual([byAddress, byFingerprint]);
  });

  test.each([
    ['ftp://nym.test/key.asc', 'No key is fetched by ftp'],
    ['file:///etc/passwd', 'No key is fetched by file'],
    ['ldap://keys.test', 'No key is fetched by ldap'],
    ['hkps://keys.test/pks/lookup', 'the host alone'],
    ['vks:', 'no address that can be asked'],
    ['hkp://', 'no address that can be asked'],
    ['https://', 'no address that can be asked'],
    ['https://alice:secret@nym.test/', 'has a login in it'],
    ['hkps://alice@keys.test', 'has a login in it'],
  ])('%s is refused with a sentence', (text, words) => {
    expect(() => readKeySource(text)).toThrow(words);
  });

  test('what is remembered of it names the place, and no file of the person', () => {
    const texts = [
      '/home/alice/secret plans/key.asc',
      '-',
      'https://nym.test/key.asc',
      'hkps://keys.test',
      'vks:k.onion',
    ];
    expect(texts.map((text) => writeSource(readKeySource(text)))).toEqual([
      'a file',
      'standard input',
      'https://nym.test/key.asc',
      'the keyserver keys.test',
      'the keyserver k.onion',
    ]);
  });

  test('only https and an onion are safe: beyond a proxy, not even 127.0.0.1 is this machine', () => {
    const safe = (url: string) => isProtected(new URL(url));
    expect(['https://a.test/', 'http://a.onion/', 'https://127.0.0.1/'].every(safe)).toBe(true);
    expect(['http://a.test/', 'http://a.onion.test/', 'http://127.0.0.1/', 'http://localhost/'].some(safe)).toBe(false);
  });
});
