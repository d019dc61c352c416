import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latin1 } from '../../../src/base/bytes';
import {
  decodeArmor,
  findArmor,
  isWholeMessage,
  writeArmor,
  writeShortArmor,
} from '../../../src/protocol/openpgp/armor';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const label = fc.constantFrom('MESSAGE', 'PUBLIC KEY BLOCK', 'SIGNATURE');
/** Text that has dashes and words of armor, and no mark of it at the start of a line. */
const around = fc.array(fc.constantFrom('text', '- -----BEGIN PGP MESSAGE-----', '-----', 'END PGP', 'a: b', '=', ''));
const headers = fc.array(fc.constantFrom('Version: 1', 'Comment: -----', 'Hash: SHA256', 'Charset:'), { maxLength: 3 });

describe('armor', () => {
  test('comes back as what was put into it, block after block, whatever stands around it and whatever the line ends are', () => {
    const block = fc.record({ label, bytes, headers, before: around });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), fc.constantFrom('\n', '\r\n', ' \t\n'), (blocks, eol) => {
        const lines = blocks.flatMap((one) => {
          const [begin = '', ...rest] = writeArmor(one.label, one.bytes).trimEnd().split('\n');
          return [...one.before, begin, ...one.headers, ...rest];
        });
        const text = latin1(lines.map((line) => line + eol).join(''));
        const found = [...findArmor(text)].map((armor) => [armor.label, new Uint8Array(decodeArmor(text, armor))]);
        expect(found).toEqual(blocks.map((one) => [one.label, one.bytes]));
      }),
    );
  });

  test('of a message cut short anywhere is no whole message, and as far as it goes its bytes are right', () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (inside, short, place) => {
        const whole = latin1(short ? writeShortArmor(inside) : writeArmor('MESSAGE', inside)).subarray(0, -1);
        const cut = whole.subarray(0, Math.floor(place * (whole.length - 1)));
        expect(isWholeMessage(whole)).toBe(true);
        expect(isWholeMessage(cut)).toBe(false);
        for (const armor of findArmor(cut)) {
          // half a last line reads as more of them
          const got = new Uint8Array(decodeArmor(cut, armor)).subarray(0, inside.length);
          expect(got).toEqual(inside.subarray(0, got.length));
        }
      }),
    );
  });
});
