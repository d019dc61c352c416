import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NetError } from '../../src/net';
import { checkAddress, redirectOf } from '../../src/net/httpAddress';

// Where a server sends us, and what may be asked at all: hosts and schemes in every way that they can be written.

const scheme = fc.constantFrom('https:', 'http:', 'HTTP:', 'ht\ttp:', 'ftp:', 'file:', 'data:', 'javascript:', '');
const slashes = fc.constantFrom('//', '\\\\', '/', '');
const login = fc.constantFrom('', '', '', 'a@', 'a:b@', ':@', '%40@');
const host = fc.oneof(
  fc.constantFrom(
    'a.onion',
    'A.ONION',
    'a.onion.',
    'a%2eonion',
    'a。onion',
    'a.%6fnion',
    'a.onion.evil.test',
    'onion',
    'aonion',
    'evil.test#.onion',
    'evil.test?.onion',
    'evil.test\\.onion',
    'evil.test/.onion',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
  ),
  fc.domain(),
);
const port = fc.constantFrom('', '', ':80', ':443', ':0');
const path = fc.oneof(fc.constantFrom('', '/', '/../', '?#', '@a.onion'), fc.webPath(), fc.string({ maxLength: 8 }));
const place = fc.tuple(scheme, slashes, login, host, port, path).map((parts) => parts.join(''));
const start = fc
  .tuple(fc.constantFrom('https://', 'http://'), host, port, fc.webPath())
  .map((parts) => parts.join(''))
  .filter((text) => URL.canParse(text));

/** What it gives, or undefined where it was refused by the one error there is for it. */
function refusedOr<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    expect(error).toBeInstanceOf(NetError);
    return undefined;
  }
}

/** As a resolver would see it: something below the last level of the name. */
function isOnion({ hostname }: URL): boolean {
  const levels = hostname.replace(/\.$/, '').split('.');
  return levels.length > 1 && levels.at(-1) === 'onion';
}

/** How an address is protected, of what must not be lost on the way. */
const protections = (url: URL) => [...(url.protocol === 'https:' ? ['https'] : []), ...(isOnion(url) ? ['onion'] : [])];

test('a redirect leads to no less protected place, and to no login', () => {
  const seen = { followed: 0, refused: 0 };
  fc.assert(
    fc.property(start, fc.constantFrom(301, 302, 303, 307, 308), place, (text, status, location) => {
      const from = new URL(text);
      const to = refusedOr(() => redirectOf(from, status, location));
      seen[to ? 'followed' : 'refused']++;
      if (!to) return;
      expect(['http:', 'https:']).toContain(to.protocol);
      expect([to.username, to.password]).toEqual(['', '']);
      expect(protections(to)).toEqual(expect.arrayContaining(protections(from)));
    }),
    { numRuns: 1000 },
  );
  // else nothing would be proved
  expect(Math.min(seen.followed, seen.refused)).toBeGreaterThan(50);
});

test('any number of redirects, one after the other, does not either', () => {
  fc.assert(
    fc.property(start, fc.array(place, { maxLength: 5 }), (text, locations) => {
      const from = new URL(text);
      let at = from;
      for (const location of locations) at = refusedOr(() => redirectOf(at, 302, location)) ?? at;
      expect(protections(at)).toEqual(expect.arrayContaining(protections(from)));
    }),
    { numRuns: 500 },
  );
});

test('an address is asked by http or https and without a login, or refused', () => {
  fc.assert(
    fc.property(
      place.filter((text) => URL.canParse(text)),
      (text) => {
        const url = new URL(text);
        const isFine = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
        expect(refusedOr(() => checkAddress(url))).toBe(isFine ? url : undefined);
      },
    ),
    { numRuns: 500 },
  );
});
