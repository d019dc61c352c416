import { describe, expect, test } from '@jest/globals';
import { readRecipients, seal, sealSymmetric } from '../../../src/protocol/openpgp';
import { publicKey } from '../../support/keys';
import { literal, packet } from '../../support/packets';

const now = new Date('2026-11-22T12:00:00Z');
const payload = Buffer.alloc(100_000, 'a');

describe('recipients', () => {
  test('the first lines of a message are enough, and the rest may be missing', async () => {
    const recipients = [await publicKey('alice'), await publicKey('server')];
    const message = await seal({ payload, recipients, compression: 'none', now });
    const expected = { keyIds: recipients.map(({ keyIds }) => keyIds[1]), symmetric: false };
    expect(readRecipients(message.subarray(0, 2000))).toEqual(expected);
    expect(readRecipients(Buffer.concat([Buffer.from('Subject: x\n\n'), message]))).toEqual(expected);
  });

  test('a passphrase is told from a key', async () => {
    const message = await sealSymmetric({ payload: Buffer.from('x'), passphrase: 'bamboo', now });
    expect(readRecipients(message)).toEqual({ keyIds: [], symmetric: true });
  });

  test('what is not encrypted has none', async () => {
    const key = Buffer.from((await publicKey('alice')).armored());
    for (const bytes of [Buffer.alloc(0), Buffer.from('a letter'), literal(payload), packet(18, payload), key])
      expect(readRecipients(bytes)).toBeUndefined();
  });
});
