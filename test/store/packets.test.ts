import { expect, test } from '@jest/globals';
import type { NewPacket } from '../../src/store';
import { openMemoryStore } from '../../src/store';

const packet = (notBefore: number): NewPacket => ({
  letter: undefined,
  transport: 'yamn',
  to: 'mix@remailer.test',
  source: Buffer.from(`packet of ${notBefore}`),
  notBefore,
  queuedAt: 0,
});

test('packets go in the order of their times, not in that in which they were made', () => {
  const store = openMemoryStore();
  for (const time of [300, 100, 200]) store.packets.add(packet(time));
  expect(store.packets.nextDue()).toBe(100);
  expect(store.packets.due(99)).toBeUndefined();
  const first = store.packets.due(1000);
  if (!first) throw new Error('none is due');
  expect(first.source.toString()).toBe('packet of 100');
  store.packets.postpone(first.id, 400);
  expect(store.packets.due(1000)?.notBefore).toBe(200);
  expect(store.packets.due(1000)?.attempts).toBe(0);
  store.packets.remove(first.id);
  expect(store.packets.nextDue()).toBe(200);
});

test('a packet whose time was set by a clock far ahead does not wait for years', () => {
  const store = openMemoryStore();
  store.packets.add(packet(Date.parse('2060-01-01')));
  expect(store.packets.due(Date.parse('2026-11-27'))).toBeDefined();
});
