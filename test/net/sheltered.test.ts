import { expect, test } from '@jest/globals';
import { isSheltered } from '../../src/net';

test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'abc.onion', 'ABC.onion.'])(
  'a password may be said to %s without TLS',
  (host) => {
    expect(isSheltered(host)).toBe(true);
  },
);

test.each([
  '127.0.0.1.example.org',
  '128.0.0.1',
  'onion',
  'abc.onion.example.org',
  'localhost.example.org',
  '192.168.1.5',
])('a password is not said to %s without TLS', (host) => {
  expect(isSheltered(host)).toBe(false);
});
