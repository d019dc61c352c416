import { describe, expect, test } from '@jest/globals';
import { encryptBlock, expandKey } from '../../../src/protocol/nymserv/blowfish';
import { matchesEsub } from '../../../src/protocol/nymserv';

/** Eric Young's set of test vectors for Blowfish: key, clear text, cipher text. */
const known = [
  ['0000000000000000', '0000000000000000', '4EF997456198DD78'],
  ['FFFFFFFFFFFFFFFF', 'FFFFFFFFFFFFFFFF', '51866FD5B85ECB8A'],
  ['3000000000000000', '1000000000000001', '7D856F9A613063F2'],
  ['0123456789ABCDEF', '1111111111111111', '61F9C3802281B096'],
  ['FEDCBA9876543210', '0123456789ABCDEF', '0ACEAB0FC6A0A28D'],
  ['7CA110454A1A6E57', '01A1D6D039776742', '59C68245EB05282B'],
  ['F0E1D2C3B4A5968778695A4B3C2D1E0F', 'FEDCBA9876543210', '93142887EE3BE15C'],
  ['F0E1D2C3B4A5968778695A4B3C2D1E0F0011223344556677', 'FEDCBA9876543210', '05044B62FA52D080'],
] as const;

describe('Blowfish', () => {
  test.each(known)('key %s: a wrong digit of pi in the tables would show', (key, clear, cipher) => {
    const schedule = expandKey(Buffer.from(key, 'hex'));
    expect(encryptBlock(schedule, Buffer.from(clear, 'hex')).toString('hex').toUpperCase()).toBe(cipher);
  });
});

describe('eSub', () => {
  const subjects = [
    '14857375e7174ae1dd83b80612f8a148e2777c7ae78c4c7d',
    'fb56b638106688702dfed01fb763e3c9c29de2f46611eabe',
    '7f338d465085b8912d15a857c0726c270655bad5e8859f2f',
  ];
  test.each(subjects)('%s is found by the nym it was made for', (subject) => {
    expect(matchesEsub(subject, 'text', 'key')).toBe(true);
    expect(matchesEsub(subject.toUpperCase(), 'text', 'key')).toBe(true);
  });
  test('a subject of another nym is not taken', () => {
    expect(matchesEsub(subjects[0]!, 'text', 'other')).toBe(false);
    expect(matchesEsub(subjects[0]!, 'other', 'key')).toBe(false);
  });
  test.each([0, 16, 32, 47])('one wrong digit at %i is no match', (at) => {
    const subject = subjects[0]!;
    const other = subject[at] === '0' ? '1' : '0';
    expect(matchesEsub(subject.slice(0, at) + other + subject.slice(at + 1), 'text', 'key')).toBe(false);
  });
  test.each(['', 'hello', `${'0'.repeat(47)}g`, '0'.repeat(46), '0'.repeat(50)])('%j is no eSub at all', (subject) => {
    expect(matchesEsub(subject, 'text', 'key')).toBe(false);
  });
});
