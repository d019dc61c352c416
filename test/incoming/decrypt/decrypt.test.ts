import { beforeAll, describe, expect, test } from '@jest/globals';
import { latin1, utf8 } from '../../../src/base/bytes';
import { readArticle } from '../../../src/incoming/article';
import { decrypt } from '../../../src/incoming/decrypt';
import type { Nym } from '../../../src/nym';
import { seal, sealSymmetric } from '../../../src/protocol/openpgp';
import type { SealWishes } from '../../../src/protocol/openpgp';
import { makeArticle } from '../../support/article';
import { sealedByServer, signedByServer } from '../../support/forAlice';
import { publicKey, secretKey } from '../../support/keys';
import { aliceActive, start } from '../../support/nyms';
import { bomb, encrypted, sessionUnder } from '../../support/packets';
import { armored, sealedToAlice } from '../../support/pgpMail';

const now = new Date(start);
const payload = utf8('From: bob@example.org\n\nhello\n');
let alice: Nym;

beforeAll(async () => {
  ({ alice } = await aliceActive());
});

const articleOf = (body: Uint8Array | string) => readArticle(makeArticle({ body }));

const sealed = (wishes: Partial<SealWishes> = {}) => sealedByServer(payload, wishes);

const open = (body: Uint8Array | string, scheme: 'hsub' | 'trial' = 'hsub', nym = alice) =>
  decrypt(articleOf(body), nym, scheme, { now: start });

describe('what opens', () => {
  test('comes with its payload and the server’s good signature', async () => {
    const finding = await open(await sealed());
    expect(finding).toMatchObject({ kind: 'opened', payload, passphraseOnly: false });
    expect(finding).toMatchObject({ signature: { verdict: 'good', fingerprint: alice.server.key.fingerprint } });
  });

  test('also under an old passphrase', async () => {
    const body = await sealSymmetric({ payload: await sealed(), passphrase: 'old', now });
    const finding = await open(body, 'hsub', { ...alice, passphrases: ['new', 'old'] });
    expect(finding).toMatchObject({ kind: 'opened', payload, passphraseOnly: false });
  });

  test('under nothing but a passphrase is told apart', async () => {
    const body = await sealSymmetric({ payload, passphrase: 'page', now });
    const finding = await open(body, 'hsub', { ...alice, passphrases: ['page'] });
    expect(finding).toMatchObject({ kind: 'opened', passphraseOnly: true, signature: { verdict: 'missing' } });
  });

  test('signed by another key, or by nobody, is never good', async () => {
    const byCarol = await open(await sealed({ signer: await secretKey('carol') }));
    expect(byCarol).toMatchObject({ signature: { verdict: 'unknown-key' } });
    const { signer: _, ...unsigned } = { ...(await wishes()) };
    expect(await open(await seal(unsigned))).toMatchObject({ signature: { verdict: 'missing' } });
  });

  async function wishes() {
    return { payload, recipients: [alice.key.publicKey], signer: await secretKey('server'), now };
  }
});

const unreadable = { kind: 'unreadable', reason: expect.stringMatching(/^[A-Z].*\.$/) };
const notOurs = { kind: 'not-ours' };

describe('what somebody has taken out of an encryption of the server’s is no word of the server to this nym', () => {
  const signed = () => signedByServer(payload);

  test('posted as it is, under a subject copied from somewhere', async () => {
    const body = armored(await signed());
    expect(await open(body)).toEqual(unreadable);
    expect(await open(body, 'trial')).toEqual(notOurs);
  });

  test('under a passphrase', async () => {
    const packets = Buffer.concat([await sessionUnder('bamboo'), encrypted(await signed())]);
    expect(await open(armored(packets), 'hsub', { ...alice, passphrases: ['bamboo'] })).toEqual(unreadable);
  });

  test('under a passphrase, inside an encryption to the nym', async () => {
    const packets = Buffer.concat([await sessionUnder('bamboo'), encrypted(await signed())]);
    const body = await sealedToAlice(armored(packets));
    expect(await open(body, 'hsub', { ...alice, passphrases: ['bamboo'] })).toEqual(unreadable);
  });

  test('in armor, inside an encryption to the nym: it is not looked into', async () => {
    const inside = armored(await signed());
    const found = { kind: 'opened', payload: inside, signature: { verdict: 'missing' } };
    expect(await open(await sealedToAlice(inside))).toMatchObject(found);
  });

  test('signed, with an encryption in it that is not', async () => {
    const body = await sealed({ payload: await sealedToAlice(payload) });
    expect(await open(body)).toEqual(unreadable);
  });

  test('and a bomb that is not encrypted is not unpacked', async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await open(armored(bomb(49)))).toEqual(unreadable);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('what does not open', () => {
  /** Under the nym's subject, and on trial. */
  const both = async (body: Uint8Array | string) => [await open(body), await open(body, 'trial')];

  test('for somebody else: a notice under our subject, nothing on trial', async () => {
    for (const wildcard of [true, false]) {
      const body = await sealed({ recipients: [await publicKey('carol')], wildcard });
      expect(await both(body)).toEqual([unreadable, notOurs]);
    }
  });

  test('under a passphrase that is not ours', async () => {
    const body = await sealSymmetric({ payload, passphrase: 'whose?', now });
    expect(await both(body)).toEqual([unreadable, notOurs]);
    expect(await open(body, 'trial', { ...alice, passphrases: ['mine'] })).toEqual(notOurs);
  });

  test('no OpenPGP at all, or armor around noise', async () => {
    const noise = '-----BEGIN PGP MESSAGE-----\n\nAAAA!!!!\n-----END PGP MESSAGE-----\n';
    for (const body of ['', 'plain talk\n', noise, latin1('\0\0\0')])
      expect(await both(body)).toEqual([unreadable, notOurs]);
  });

  test('ours, but cut short on its way: a notice even on trial', async () => {
    const whole = (await sealed({ payload: Buffer.alloc(4000, 'a'), compression: 'none' })).toString();
    const lines = whole.split('\n');
    expect(await both(lines.slice(0, 40).join('\n'))).toEqual([unreadable, unreadable]);
  });

  test('ours, but altered: a notice even on trial', async () => {
    const lines = (await sealed()).toString().split('\n');
    const at = lines.length - 5;
    const altered = lines.map((line, i) => (i === at ? line.replace(/[A-M]/g, 'z') : line)).join('\n');
    expect(await both(altered)).toEqual([unreadable, unreadable]);
  });

  test('cut off before anything could tell whose it is: nothing on trial', async () => {
    const lines = (await sealed()).toString().split('\n');
    expect(await open(lines.slice(0, 5).join('\n'), 'trial')).toEqual(notOurs);
  });

  test('a compression bomb: a notice, and no memory spent on it', async () => {
    const bomb = await sealed({ payload: Buffer.alloc(60 * 1024 * 1024), compression: 'zlib' });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await both(bomb)).toEqual([unreadable, unreadable]);
  });
});
