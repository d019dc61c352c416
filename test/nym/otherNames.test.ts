import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { otherNames } from '../../src/nym';
import { checkNymName } from '../../src/protocol/nymserv';

test('other names are like the one that is gone, on the same server', () => {
  expect(otherNames('Panda@nym.test')).toEqual(['panda.too@nym.test', 'the.panda@nym.test', 'panda-2@nym.test']);
});

test('a name that is known to be gone too is not offered', () => {
  expect(otherNames('panda@nym.test', ['the.panda@nym.test'])).not.toContain('the.panda@nym.test');
});

test('every name offered is one that a server takes, also for one as long as can be', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9_.-]{1,64}$/), (local) => {
      for (const other of otherNames(`${local}@nym.test`)) checkNymName(other.slice(0, -'@nym.test'.length));
    }),
  );
});
