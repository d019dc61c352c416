import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { openLog, redact } from '../../src/base/log';
import { sameSecret, Secret } from '../../src/base/secret';

describe('the log', () => {
  test('a line tells when, how bad and what', () => {
    const lines: string[] = [];
    openLog(
      (line) => lines.push(line),
      () => 0,
    ).warn('news server did not answer', { host: 'news.example', tries: 2 });
    expect(lines).toEqual(['1970-01-01T00:00:00.000Z warn news server did not answer host=news.example tries=2']);
  });

  test('an address or a Message-ID that slips into a line is not written', () => {
    expect(redact('cannot reach <panda@nym.test> now')).toBe('cannot reach [address] now');
  });

  test('an hSub or a key that slips into a line is not written', () => {
    expect(redact(`subject 1b759923d9545da9ff1bc1af4a0fc3d6ff5f34c250856e70`)).toBe('subject [token]');
  });

  test('a server cannot start a line of its own in the log', () => {
    expect(redact('500 nonsense\r\n2026-01-01 info all is well')).not.toContain('\n');
  });

  test('a line stays short, whatever it is given', () => {
    expect(redact('word '.repeat(10_000)).length).toBeLessThanOrEqual(300);
  });
});

describe('a secret', () => {
  const secret = Secret.fromText('open sesame');

  test('cannot be printed by accident', () => {
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret }), inspect(secret)].join()).not.toMatch(
      /sesame/,
    );
  });

  test('is lent for one call', () => {
    expect(secret.use((bytes) => bytes.toString())).toBe('open sesame');
  });

  test('is compared whole', () => {
    expect(sameSecret('open sesame', 'open sesame')).toBe(true);
    expect(sameSecret('open sesame', 'open sesam')).toBe(false);
  });

  test('is gone once wiped', () => {
    const gone = Secret.fromText('x');
    gone.wipe();
    expect(gone.use((bytes) => bytes[0])).toBe(0);
  });
});
