import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { knownKey, offerServerKey, shippedKey } from '../../../src/bridge';
import { allKnownKeys } from '../../../src/bridge/keys/known';
import { TestClock } from '../../support/clock';
import { copyOf, serverCopy } from '../../support/keyWorld';
import { secretKey } from '../../support/keys';

const certs = join(__dirname, '../../../certs');
/** When each of the keys was in force. */
const then: Readonly<Record<string, string>> = {
  'mixnym.net': '2012-01-01',
  'is-not-my.name': '2012-01-01',
  'nym.now.im': '2017-01-01',
};

describe('what comes with the program', () => {
  test.each(Object.entries(then))(
    'the key of %s is whole, signed by itself, and the documented one',
    async (domain, day) => {
      const known = knownKey(domain.toUpperCase());
      const bytes = known && shippedKey(known);
      expect(bytes).toBeDefined();
      const { facts } = await offerServerKey(bytes ?? Buffer.alloc(0), { domain }, new TestClock(day));
      expect(facts).toMatchObject({
        fingerprint: known?.fingerprint,
        documented: known?.sources.join('; '),
        algorithm: 'rsa4096',
        warnings: [],
        objections: [],
        useless: undefined,
      });
    },
  );

  test('every key has a line that says what it is, and every line says by whom', () => {
    const shipped = readdirSync(certs).filter((name) => name.endsWith('.asc'));
    expect(new Set(allKnownKeys().flatMap(({ key }) => key ?? []))).toEqual(new Set(shipped));
    const readme = readFileSync(join(certs, 'README.md'), 'utf8');
    for (const { domain, sources } of allKnownKeys()) {
      expect(sources.length).toBeGreaterThan(0);
      expect(readme).toContain(domain);
    }
  });

  test('of anybody else nothing is known', () => {
    expect(knownKey('nym.test')).toBeUndefined();
    expect(knownKey('constructor')).toBeUndefined();
  });
});

test('another key for a documented domain is objected to in large letters, however well it is made', async () => {
  const forged = await copyOf(await secretKey('bob'), ['Config mixnym <config@mixnym.net>', 'Send <send@mixnym.net>']);
  const { facts } = await offerServerKey(forged.binary(), { domain: 'MixNym.net' }, new TestClock());
  expect(facts.documented).toBeUndefined();
  expect(facts.objections).toEqual([expect.stringMatching(/^IT IS NOT THE KEY .*94F204C28BF0/)]);
});

test('a user id of many, or of many letters, does not hide what matters', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `${'x'.repeat(i === 0 ? 300 : 1)} ${i} <u${i}@nym.test>`);
  const key = await serverCopy({ userIds: many });
  const { facts } = await offerServerKey(key.binary(), { domain: 'nym.test' }, new TestClock());
  expect(facts.userIds).toHaveLength(13);
  expect(facts.userIds.at(-1)).toBe('and 28 more');
  expect(Math.max(...facts.userIds.map((one) => one.length))).toBeLessThan(130);
});
