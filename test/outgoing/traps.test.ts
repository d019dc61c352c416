import { describe, expect, test } from '@jest/globals';
import { generateKey, open } from '../../src/protocol/openpgp';
import { openNyms } from '../../src/nym';
import { creationRequest } from '../../src/outgoing/compose';
import { openMemoryStore } from '../../src/store';
import { mailText, payloadOf, submitted, usual } from '../support/letters';
import { publicKey, secretKey } from '../support/keys';
import { aliceActive, start } from '../support/nyms';
import { openStreetOut } from '../support/outgoing';
import { seededRandom } from '../support/random';

// Traps of the nym server that no other file springs; docs/traps.md has all of them.

describe('a key that would burn the name (nymserv.md §2)', () => {
  test('is none that a nym is made with: one address, not over, and mail can be encrypted to it', async () => {
    const now = new Date(start);
    const key = await generateKey({
      name: 'Alice',
      email: 'koala@nym.test',
      algorithm: 'ecc',
      created: now,
      expiresAfterSeconds: 3600,
    });
    const store = openMemoryStore();
    const nyms = openNyms(store);
    await nyms.addServer('nym.test', await publicKey('server'), start);
    const wishes = { address: 'koala@nym.test', displayName: 'Alice', transport: 'smtp', key };
    const koala = await nyms.create(wishes, start, seededRandom('koala'));
    expect(creationRequest(koala).letter.payload.toString()).toContain(key.publicKey.armored().trim());
    const { userIds, canEncrypt, canSign, expires, created } = koala.key.publicKey;
    expect(userIds.filter((one) => one.includes('nym.test'))).toHaveLength(1);
    expect({ userIds: userIds.length, canEncrypt, canSign }).toEqual({ userIds: 1, canEncrypt: true, canSign: true });
    expect(created.getTime()).toBeLessThanOrEqual(start);
    expect(expires?.getTime()).toBeGreaterThan(start);
    store.close();
  });
});

describe('copies (nymserv.md §4)', () => {
  test('are for requests: the server would send each copy of a letter', async () => {
    const bridge = await aliceActive();
    bridge.store.nyms.change(bridge.alice.id, { copies: 3 });
    const street = await openStreetOut({ bridge });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    expect(street.parcels.filter(({ to }) => to === 'send@nym.test')).toHaveLength(1);
    const [nym] = await bridge.nyms.all();
    if (nym) await street.outgoing.config(nym, { acksend: false });
    expect(street.store.outbox.list().filter(({ kind }) => kind === 'config')).toHaveLength(3);
  });
});

describe('a signature (nymserv.md §4)', () => {
  test('is in the same message as the encryption: a detached one, or one of an inner message, does not count', async () => {
    const street = await openStreetOut();
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    const source = street.parcels[0]?.source ?? Buffer.alloc(0);
    expect(source.toString().match(/-----BEGIN [^-]*-----/g)).toEqual(['-----BEGIN PGP MESSAGE-----']);
    const signers = [street.alice.key.publicKey];
    const opened = await open(source, {
      keys: [await secretKey('server')],
      passphrases: [],
      signers,
      now: new Date(start),
    });
    expect(opened.layers).toHaveLength(1);
    expect(opened.signature.verdict).toBe('good');
  });
});

describe('what the server adds or changes (nymserv.md §4)', () => {
  test('is there already: it would date a letter and name it in its own way where that is absent', async () => {
    const [header = ''] = (await payloadOf(submitted(mailText(usual)))).split('\n\n');
    for (const name of ['From', 'To', 'Date', 'Message-ID'])
      expect(header.match(new RegExp(`^${name}: `, 'gm'))).toHaveLength(1);
  });

  test('no field is long enough to be folded anew, however many are in To', async () => {
    const people = Array.from({ length: 40 }, (_, i) => `"A rather long name, ${i}" <bob${i}@mail.example.org>`);
    const fields = [usual[0] ?? '', `To: ${people.join(',\r\n ')}`, `Subject: ${'many words '.repeat(30).trim()}`];
    const recipients = people.map((_, i) => `bob${i}@mail.example.org`);
    const [header = ''] = (await payloadOf(submitted(mailText(fields), recipients))).split('\n\n');
    expect(header.split('\n').length).toBeGreaterThan(40);
    for (const line of header.split('\n')) expect(line.length).toBeLessThanOrEqual(78);
  });
});
