import { expect, test } from '@jest/globals';
import type { NymId, PacketId, Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addBareNym } from '../support/stores';

const frog = { format: 'yamn', name: 'frog', address: 'mix@frog.test', keyId: '1'.repeat(32) } as const;
const day = 24 * 3600_000;

function world(): { store: Store; nymId: NymId; queue: (token: string, queuedAt?: number) => PacketId } {
  const store = openMemoryStore();
  const nymId = addBareNym(store);
  const queue = (token: string, queuedAt = 100) => {
    const about = { letter: undefined, transport: 'yamn', to: frog.address, source: Buffer.from(''), notBefore: 0 };
    const packet = store.packets.add({ ...about, queuedAt });
    store.pings.add({ ...frog, nymId, packet, token, queuedAt });
    return packet;
  };
  return { store, nymId, queue };
}

test('a ping comes back once, however often its word arrives, and never by a word that was not sent', () => {
  const { store, nymId, queue } = world();
  const packet = queue('one');
  store.pings.noteSent(packet, 200);
  store.packets.remove(packet);
  expect(store.pings.arrive(nymId, 'two', 300)).toBeUndefined();
  expect(store.pings.arrive(nymId, 'one', 300)).toBe('first');
  expect(store.pings.arrive(nymId, 'one', 400)).toBe('again');
  expect(store.pings.since('yamn', 0)).toEqual([{ ...frog, sentAt: 200, arrivedAt: 300 }]);
});

test('another nym’s mail brings no ping back', () => {
  const { store, queue } = world();
  queue('one');
  expect(store.pings.arrive(addBareNym(store, 'koala@nym.test'), 'one', 300)).toBeUndefined();
});

test('a ping that is back before it was known to have left is no loss, and took as long as it was on its way at most', () => {
  const { store, nymId, queue } = world();
  const packet = queue('one');
  store.pings.arrive(nymId, 'one', 300);
  store.pings.noteSent(packet, 400);
  store.pings.removeOf(packet);
  expect(store.pings.since('yamn', 0)).toMatchObject([{ sentAt: 100, arrivedAt: 300 }]);
});

test('a ping whose packet never left is none', () => {
  const { store, queue } = world();
  const packet = queue('one');
  expect(store.pings.since('yamn', 1000)).toMatchObject([{ sentAt: undefined }]);
  store.pings.removeOf(packet);
  store.packets.remove(packet);
  expect(store.pings.since('yamn', 0)).toEqual([]);
});

test('pings are forgotten after four weeks, and with their nym', () => {
  const { store, nymId, queue } = world();
  queue('old', 0);
  queue('new', 28 * day);
  queue('newest', 28 * day + 1);
  expect(store.pings.arrive(nymId, 'old', 29 * day)).toBeUndefined();
  expect(store.pings.since('yamn', 0)).toHaveLength(2);
  store.nyms.life.forget(nymId);
  expect(store.pings.since('yamn', 0)).toEqual([]);
});
