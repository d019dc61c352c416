import { expect, test } from '@jest/globals';
import { systemRandom } from '../../../src/base/random';
import { drawExponential } from '../../../src/outgoing/packets';
import { mailText, submitted, usual } from '../../support/letters';
import { openPacketStreet } from '../../support/packetStreet';

const hour = 3600_000;

test('times between packets that carry nothing have no memory', () => {
  const drawn = Array.from({ length: 20_000 }, () => drawExponential(systemRandom, hour) / hour);
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  const later = drawn.filter((one) => one > 1);
  expect(mean).toBeCloseTo(1, 1);
  // who has waited for the mean waits as long again as who begins
  expect(later.reduce((sum, one) => sum + one - 1, 0) / later.length).toBeCloseTo(1, 1);
});

test.each(['yamn', 'mixmaster'] as const)(
  'packets of %s go whether there is mail or not, and the exit throws them away',
  async (type) => {
    const street = await openPacketStreet({ type, spread: '0', cover: '6h', distance: 1 });
    street.outgoing.start();
    for (let hours = 0; hours < 96; hours++) {
      if (hours === 48) await street.outgoing.submit(submitted(mailText(usual)));
      await street.clock.advance(hour);
    }
    await street.outgoing.stop();
    await street.outgoing.workOff();
    const entries = street.entries();
    const exits = street.packets().map((packet, i) => {
      const entry = entries[i] ?? '';
      if (type === 'yamn') return street.followYamn(packet, entry).exit.data.delivery === 'dummy';
      return street.followMix(packet, entry).exit.payload.includes('null:');
    });
    expect(exits.filter((isDummy) => !isDummy)).toHaveLength(1);
    expect(exits.length).toBeGreaterThan(8);
    expect(exits.length).toBeLessThan(32);
  },
);

test('nothing goes by itself unless it was asked for', async () => {
  const street = await openPacketStreet({ type: 'yamn' });
  street.outgoing.start();
  await street.clock.advance(1000 * hour);
  await street.outgoing.stop();
  expect(street.packets()).toEqual([]);
});
