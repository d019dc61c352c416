import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/base/errors';
import { plainLine } from '../../src/base/plain';
import { readFingerprint } from '../../src/bridge';
import { addressOf, readKeySource } from '../../src/bridge/keys/source';
import { NetError } from '../../src/net';
import { redirectOf } from '../../src/net/httpAddress';
import { examineServerKey } from '../../src/nym';
import { publicKey } from '../support/keys';

/** What it gives, or undefined where it was refused by a sentence; anything else fails the test. */
function refusedOr<T>(f: () => T, kind: typeof UserError | typeof NetError): T | undefined {
  try {
    return f();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    return undefined;
  }
}

const scheme = fc.constantFrom(
  'https://',
  'http://',
  'hkps://',
  'hkp://',
  'vks:',
  'vks://',
  'ftp://',
  'file:///',
  '//',
  '',
);
const host = fc.constantFrom('a.onion', 'nym.test', '[::1]', '127.0.0.1:80', 'x@y', '..', '');

describe('whatever is typed', () => {
  test('as the place of a key leads to a file, to a web address without a login, or to a sentence', () => {
    fc.assert(
      fc.property(scheme, host, fc.string(), (begin, name, rest) => {
        const source = refusedOr(() => readKeySource(begin + name + rest), UserError);
        if (!source || source.kind === 'file') return;
        const url = addressOf(source, { address: 'config@nym.test' });
        expect(['http:', 'https:']).toContain(url.protocol);
        expect(url.username + url.password).toBe('');
      }),
    );
  });

  test('as a fingerprint is 40 hex digits or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('0', '7', 'a', 'F', 'x', ':', ' ') })),
        (text) => {
          expect(refusedOr(() => readFingerprint(text), UserError) ?? '0'.repeat(40)).toMatch(/^[0-9A-F]{40}$/);
        },
      ),
    );
  });
});

test('wherever a server sends us, it is never to a less protected place', () => {
  const from = fc.constantFrom('https://nym.test/a', 'http://nym.test/a', 'http://a.onion/a', 'https://a.onion/a');
  const location = fc.tuple(scheme, host, fc.string()).map((parts) => parts.join(''));
  fc.assert(
    fc.property(from, fc.constantFrom(200, 301, 302, 404), location, (start, status, place) => {
      const url = new URL(start);
      const to = refusedOr(() => redirectOf(url, status, place), NetError);
      if (!to) return;
      expect(url.protocol === 'https:' ? ['https:'] : ['http:', 'https:']).toContain(to.protocol);
      expect(to.hostname).toMatch(url.hostname.endsWith('.onion') ? /\.onion\.?$/ : /./);
    }),
  );
});

const nasty = fc.constantFrom('a', ' ', '\u001b', '\n', '\u202e', '\u2028', '\u200d', '\ud83d', '😀', '\u0085');

test('whatever a stranger names himself is one line that a screen does not obey', () => {
  fc.assert(
    fc.property(fc.string({ unit: nasty, maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (text, most) => {
      const line = plainLine(text, most);
      expect(line.length).toBeLessThanOrEqual(most + 3);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('a key that was damaged anywhere is examined or refused by a sentence, never a crash', async () => {
  const whole = Buffer.concat([(await publicKey('server')).binary(), (await publicKey('carol')).binary()]);
  const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.integer({ min: 0, max: 255 }), cut: fc.nat(40) });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (wounds) => {
      const bytes = Buffer.from(whole);
      for (const { at, byte } of wounds) bytes[at] = byte;
      const offered = bytes.subarray(0, bytes.length - (wounds[0]?.cut ?? 0));
      const examined = await examineServerKey(offered, { domain: 'nym.test', now: 0 }).catch((error: unknown) => error);
      expect(
        examined instanceof UserError || (examined !== null && typeof examined === 'object' && 'key' in examined),
      ).toBe(true);
    }),
    { numRuns: 60 },
  );
});
