import { describe, expect, test } from '@jest/globals';
import { addServer, refreshServer, replaceServer } from '../../src/nym';
import { openMemoryStore, type NewOutboxRow, type NymId, type OutboxId, type Store } from '../../src/store';
import { copyOf, serverCopy } from '../support/keyWorld';
import { publicKey, secretKey } from '../support/keys';
import { aliceActive, start } from '../support/nyms';
import { addBareNym } from '../support/stores';

const letter = (nymId: NymId): NewOutboxRow => ({
  ...{ nymId, kind: 'send', state: 'queued', recipients: ['bob@example.org'], transport: 'smtp' },
  ...{ messageId: undefined, clientMessageId: undefined, sentBodyId: undefined },
  ...{ notBefore: 0, createdAt: start, payload: Buffer.from('payload') },
});

/** A letter that was sealed for the old key and waits, or is on its way. */
function sealedLetter(store: Store, nymId: NymId, state: 'queued' | 'sending'): OutboxId {
  const id = store.outbox.add(letter(nymId));
  store.outbox.move(id, 'queued', state, start, { sealed: Buffer.from('for the old key') });
  return id;
}

const successor = async () => copyOf(await secretKey('carol'), ['<config@nym.test>', '<send@nym.test>']);
const accepted = { source: 'a file', at: start };

describe('another key in the place of the old one', () => {
  test('seals anew what waits for that server, and leaves alone what is on its way or for another', async () => {
    const { store, nyms, alice } = await aliceActive();
    const waiting = sealedLetter(store, alice.id, 'queued');
    const leaving = sealedLetter(store, alice.id, 'sending');
    const elsewhere = sealedLetter(store, addBareNym(store, 'koala@other.test'), 'queued');
    const key = await successor();
    replaceServer(store, 'NYM.test', alice.server.key.fingerprint, { ...accepted, key });
    const now = (await nyms.byId(alice.id))?.server;
    expect(now?.key.fingerprint).toBe(key.fingerprint);
    expect(now?.formerKeys.map(({ fingerprint }) => fingerprint)).toEqual([alice.server.key.fingerprint]);
    expect([waiting, leaving, elsewhere].map((id) => store.outbox.sealed(id)?.toString())).toEqual([
      undefined,
      'for the old key',
      'for the old key',
    ]);
    expect(store.outbox.payload(waiting)?.toString()).toBe('payload');
  });

  test('needs the old one’s name, and a key that can be used', async () => {
    const { store, alice } = await aliceActive();
    const old = alice.server.key.fingerprint;
    const key = await successor();
    expect(() => {
      replaceServer(store, 'nym.test', '0'.repeat(40), { ...accepted, key });
    }).toThrow(`it is ${old}`);
    const dead = await copyOf(await secretKey('carol'), ['<config@nym.test>'], undefined, 1);
    expect(() => {
      replaceServer(store, 'nym.test', old, { ...accepted, key: dead });
    }).toThrow(/expired/);
    expect(() => {
      replaceServer(store, 'other.test', old, { ...accepted, key });
    }).toThrow(/There is no nym server other\.test here/);
    expect(store.servers.byDomain('nym.test')?.fingerprint).toBe(old);
  });
});

test('a known domain takes no other key by being added again', async () => {
  const store = openMemoryStore();
  addServer(store, 'nym.test', { ...accepted, key: await publicKey('server') });
  const key = await successor();
  expect(() => addServer(store, 'Nym.Test', { ...accepted, key })).toThrow(/already, with another key/);
  expect(() => {
    refreshServer(store, 'nym.test', { ...accepted, key });
  }).toThrow(/another key/);
});

test('what happened to a key, and where it came from, is remembered', async () => {
  const store = openMemoryStore();
  const id = addServer(store, 'nym.test', { key: await publicKey('server'), source: 'a file', at: 1 });
  const newer = await serverCopy({ date: new Date('2026-06-01T00:00:00Z'), lastsDays: 400 });
  refreshServer(store, 'nym.test', { key: newer, source: 'https://nym.test/key.asc', at: 2 });
  expect(store.servers.byId(id)).toMatchObject({ fingerprint: newer.fingerprint, expiresAt: newer.expires?.getTime() });
  expect(store.servers.events(id)).toEqual([
    { at: 1, what: 'added', fingerprint: newer.fingerprint, source: 'a file' },
    { at: 2, what: 'refreshed', fingerprint: newer.fingerprint, source: 'https://nym.test/key.asc' },
  ]);
});
