import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  makeHsub,
  matchesEsub,
  matchesHsub,
  NymservError,
  openMatcher,
  readConfigBody,
  readReply,
  readRequest,
  readUrlRequest,
  writeConfig,
} from '../../src/protocol/nymserv';
import { seededRandom } from '../support/random';

const openings = [
  'Congratulations!\n',
  'Nym Modification Successful\n',
  'Error - ',
  'Error - Duplicate Nym Address ',
  'Error: Message not sent\n',
  'From: send@',
  'From x\n',
  'The options currently configured on your Nym are:-\n\n',
  ' is a reserved Nym.',
  '\n\n',
  'Received: x\n ',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...openings), fc.string({ unit: 'binary', maxLength: 60 })), { maxLength: 30 })
  .map((parts) => Buffer.from(parts.join('')));

/** What `act` gives, or its refusal; anything else thrown is a failure of the test. */
function attempt<T>(act: () => T): T | NymservError {
  try {
    return act();
  } catch (error) {
    if (error instanceof NymservError) return error;
    throw error;
  }
}

describe('whatever arrives', () => {
  test('a reply is of some kind and never throws', () => {
    fc.assert(fc.property(hostile, (bytes) => typeof readReply(bytes).kind === 'string'));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => typeof readReply(bytes).kind === 'string'));
  });

  test('a request never throws at the server', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        readUrlRequest(bytes);
        return readRequest(bytes).keys.length >= 0;
      }),
    );
  });

  test('a config body is read or refused with a sentence', () => {
    const line = fc.tuple(fc.constantFrom('hsub', 'symetric', 'delete', 'acksend', ''), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(line.map(([name, value]) => `${name}:${value}`)), (lines) => {
        const read = attempt(() => readConfigBody(lines.join('\n')));
        return !(read instanceof NymservError) || read.message.endsWith('.') || read.message.endsWith('?');
      }),
    );
  });

  test('a megabyte of any one opening does not hang the reader', () => {
    for (const opening of [...openings, 'a', '\n', ' ', '\n ', 'hsub:', '-----BEGIN PGP PUBLIC KEY BLOCK-----']) {
      const bytes = Buffer.from(opening.repeat(1_000_000 / opening.length));
      expect(typeof readReply(bytes).kind).toBe('string');
      expect(readRequest(bytes).keys).toEqual([]);
    }
  });
});

describe('what we write', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });

  test('is read by the server as it was meant, or not written at all', () => {
    fc.assert(
      fc.property(value, value, fc.boolean(), (hsub, symmetric, acksend) => {
        const payload = attempt(() => writeConfig({ hsub, symmetric, acksend, subject: null }));
        if (payload instanceof NymservError) return;
        const expected = { hsub, symmetric, acksend, subject: false };
        expect(Object.fromEntries(readRequest(payload).options)).toEqual(expected);
      }),
    );
  });

  test('a subject belongs to its own passphrase and to no other', () => {
    const random = seededRandom('fuzz');
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 48, max: 80 }), (mine, other, digits) => {
        const subject = makeHsub(mine, random, digits);
        return matchesHsub(subject, mine) && (mine === other || !matchesHsub(subject, other));
      }),
    );
  });

  test('the quick test of many subjects finds what the whole hash finds, and nothing else', () => {
    const random = seededRandom('quick');
    // one block has room for 47 bytes behind the iv
    const nearTheEnd = fc.integer({ min: 46, max: 56 }).map((bytes) => 'x'.repeat(bytes));
    const passphrase = fc.oneof(
      nearTheEnd,
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary' }),
    );
    const digits = fc.integer({ min: 48, max: 80 });
    fc.assert(
      fc.property(passphrase, digits, fc.boolean(), fc.nat(), fc.nat(), (mine, length, upper, place, change) => {
        const own = makeHsub(mine, random, length);
        const at = place % length;
        const spoilt = `${own.slice(0, at)}${(change % 16).toString(16)}${own.slice(at + 1)}`;
        const match = openMatcher([{ scheme: 'hsub', passphrase: mine }]);
        const agree = (subject: string) => match(subject).length > 0 === matchesHsub(subject, mine);
        const sent = upper ? own.toUpperCase() : own;
        return match(sent).length > 0 && matchesHsub(sent, mine) && agree(spoilt);
      }),
      { numRuns: 1000 },
    );
  });

  test('no subject at all upsets the tests', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (subject) => {
        return !matchesHsub(subject, 'x') && !matchesEsub(subject, 'x', 'y');
      }),
      { numRuns: 30 },
    );
  });
});
