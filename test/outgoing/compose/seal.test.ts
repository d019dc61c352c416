import { describe, expect, test } from '@jest/globals';
import { open } from '../../../src/protocol/openpgp';
import { sealPayload, wrapSealed } from '../../../src/outgoing/compose';
import type { LetterKind } from '../../../src/outgoing/letter';
import { TestClock } from '../../support/clock';
import { secretKey } from '../../support/keys';
import { aliceActive } from '../../support/nyms';

const clock = new TestClock();

async function sealed(kind: LetterKind) {
  const { alice } = await aliceActive();
  const result = await sealPayload(Buffer.from('hello\n'), kind, alice, clock);
  if ('never' in result) throw new Error(result.never);
  const keys = [await secretKey('server')];
  const opened = await open(result.sealed, {
    keys,
    passphrases: [],
    signers: [alice.key.publicKey],
    now: new Date(clock.now()),
  });
  return { alice, armor: result.sealed.toString(), opened };
}

describe('sealing', () => {
  test.each([
    ['send', 'good'],
    ['config', 'good'],
    ['create', 'missing'],
    ['url', 'missing'],
  ] as const)('a %s letter has the signature its address wants: %s', async (kind, verdict) => {
    const { opened } = await sealed(kind);
    expect(opened.signature.verdict).toBe(verdict);
    expect(opened.plaintext.toString()).toBe('hello\n');
  });

  test('the armor is bare: the server drops encoded and indented ones', async () => {
    const { armor } = await sealed('send');
    expect(armor).toMatch(/^-----BEGIN PGP MESSAGE-----\n\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END PGP MESSAGE-----\n$/);
  });

  test('an expired server key is told, never skipped', async () => {
    const { alice } = await aliceActive();
    const server = { ...alice.server, key: (await secretKey('dave')).publicKey };
    expect(await sealPayload(Buffer.from('x'), 'send', { ...alice, server }, clock)).toMatchObject({
      never: expect.stringContaining('expired'),
    });
  });

  test('the outer mail names nobody but the nym server', async () => {
    const { alice, armor } = await sealed('send');
    const parcel = wrapSealed(Buffer.from(armor), { kind: 'send', id: 1 }, alice);
    expect(parcel.source.toString()).toBe(`From: nobody@anonymous.invalid\nTo: send@nym.test\n\n${armor}`);
    expect(parcel.purpose).not.toContain('panda');
  });

  test('who asks for a page is not told by the circuit of the nym', async () => {
    const { alice, armor } = await sealed('url');
    const purposes = [1, 2].map((id) => wrapSealed(Buffer.from(armor), { kind: 'url', id }, alice).purpose);
    purposes.push(wrapSealed(Buffer.from(armor), { kind: 'send', id: 3 }, alice).purpose);
    expect(new Set(purposes).size).toBe(3);
  });
});
