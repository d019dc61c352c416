import { describe, expect, test } from '@jest/globals';
import { readAddresses, readMailboxes, writeAddresses } from '../../../src/protocol/mime';

describe('readAddresses', () => {
  test('a comma in a display name does not become a second recipient', () => {
    expect(readAddresses('"Jones, Bob" <bob@example.org>')).toEqual([
      { name: 'Jones, Bob', mailbox: 'bob', host: 'example.org' },
    ]);
    expect(readAddresses('bob@example.org (Jones, Bob)')).toEqual([
      { name: 'Jones, Bob', mailbox: 'bob', host: 'example.org' },
    ]);
  });

  test('a group has a beginning and an end', () => {
    expect(readAddresses('Friends: a@example.org, B <b@example.org>; c@example.org')).toEqual([
      { mailbox: 'Friends' },
      { mailbox: 'a', host: 'example.org' },
      { name: 'B', mailbox: 'b', host: 'example.org' },
      {},
      { mailbox: 'c', host: 'example.org' },
    ]);
    expect(readAddresses('undisclosed-recipients:;')).toEqual([{ mailbox: 'undisclosed-recipients' }, {}]);
  });

  test('a group that is never closed is closed', () => {
    expect(readAddresses('A: b@example.org')).toEqual([{ mailbox: 'A' }, { mailbox: 'b', host: 'example.org' }, {}]);
  });

  test('an at-sign in quotes belongs to the name', () => {
    expect(readAddresses('"panda@nym.test" <bob@example.org>')).toEqual([
      { name: 'panda@nym.test', mailbox: 'bob', host: 'example.org' },
    ]);
  });

  test('a name without angle brackets does not run into the address', () => {
    expect(readAddresses('Bob Jones bob@example.org')).toEqual([
      { name: 'Bob Jones', mailbox: 'bob', host: 'example.org' },
    ]);
  });

  test.each([';', ':', '<', '@\\;', '"', '(', '>>', ',,,', '<<a>>', 'a@b@c', '"":;', '[', '\\'])(
    'junk like %s ends',
    (junk) => {
      expect(readAddresses(junk.repeat(3)).length).toBeLessThan(10);
    },
  );

  test.each(['(', '<', '"', ':', 'a ', 'a. ', '[', 'a@', '\\', ',a<'])(
    'a field of a million %s is read once, not once a character: that would outlast the time a test has',
    (piece) => {
      const million = piece.repeat(1_000_000);
      expect(readAddresses(million).length).toBeLessThan(10);
      expect(readAddresses(`x@${million}`).length).toBeLessThan(10);
    },
  );

  test('blanks and quotes around the dots of an address do not cut it', () => {
    const dotted = [{ mailbox: 'john.m.doe', host: 'example.org' }];
    expect(readAddresses('john. m . "" doe@example . (here) org')).toEqual(dotted);
    expect(readAddresses('<john . "m". doe@example. org>')).toEqual(dotted);
    expect(readAddresses('john. "" doe@x')).toEqual([{ mailbox: 'john.doe', host: 'x' }]);
  });
});

describe('readMailboxes', () => {
  test('names are decoded, groups dissolved, half addresses left out', () => {
    expect(
      readMailboxes('F: =?utf-8?Q?Zo=C3=AB?= <zoe@example.org>, root;, "a b"@example.net, <@example.net>'),
    ).toEqual([{ name: 'Zoë', address: 'zoe@example.org' }, { address: 'a b@example.net' }]);
  });
});

describe('writeAddresses', () => {
  test('a name with a comma leaves no comma for simple readers to split at', () => {
    const written = writeAddresses([{ name: 'Jones, Bob', address: 'bob@example.org' }]);
    expect(written).not.toContain(',');
    expect(readMailboxes(written)).toEqual([{ name: 'Jones, Bob', address: 'bob@example.org' }]);
  });

  test.each([
    ['Bob', 'Bob <bob@example.org>'],
    ['Mr. Jones', '"Mr. Jones" <bob@example.org>'],
    ['', 'bob@example.org'],
    ['Zoë', '=?UTF-8?Q?Zo=C3=AB?= <bob@example.org>'],
    ['=?utf-8?Q?x?=', '=?UTF-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?= <bob@example.org>'],
  ])('the name %j', (name, expected) => {
    expect(writeAddresses([{ name, address: 'bob@example.org' }])).toBe(expected);
    expect(readMailboxes(expected)[0]?.name ?? '').toBe(name);
  });

  test('a local part with blanks or quotes is quoted', () => {
    const list = [{ address: 'a "b", c@example.org' }, { address: 'x@y.example' }];
    expect(readMailboxes(writeAddresses(list))).toEqual(list);
  });
});
