import { describe, expect, test } from '@jest/globals';
import { outboxLimits } from '../../../src/outgoing/outbox';
import { TestClock } from '../../support/clock';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceActive } from '../../support/nyms';
import { fakeTransport, openStreetOut } from '../../support/outgoing';

const hour = 3600_000;
const mail = () => submitted(mailText(usual));

describe('the daily limit of the server, past which it stops sending for good', () => {
  test('is kept: the rest waits for the next UTC day', async () => {
    const { outgoing, clock, parcels } = await openStreetOut({ dailyLimit: 2 });
    for (let letter = 0; letter < 3; letter++) await outgoing.submit(mail());
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    await clock.advance(12 * hour - 1);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    await clock.advance(outboxLimits.morningSpread + 1);
    await outgoing.workOff();
    expect(parcels).toHaveLength(3);
  });

  test('is kept across a restart', async () => {
    const bridge = await aliceActive();
    const before = await openStreetOut({ bridge, dailyLimit: 1 });
    await before.outgoing.submit(mail());
    await before.outgoing.workOff();
    const after = await openStreetOut({ bridge, dailyLimit: 1 });
    await after.outgoing.submit(mail());
    await after.outgoing.workOff();
    expect(after.parcels).toEqual([]);
  });

  test('counts what went shortly before midnight for the new day too: the server works in batches', async () => {
    const clock = new TestClock('2026-11-22T23:30:00Z');
    const { outgoing, parcels } = await openStreetOut({ dailyLimit: 1, clock });
    await outgoing.submit(mail());
    await outgoing.workOff();
    await clock.advance(hour);
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
  });

  test('counts the day before as well where letters are underway for hours: those of two days may arrive on one', async () => {
    const transport = { ...fakeTransport(), slow: true } as const;
    const { outgoing, clock } = await openStreetOut({ dailyLimit: 1, transports: { smtp: transport } });
    await outgoing.submit(mail());
    await outgoing.workOff();
    await outgoing.submit(mail());
    const gone: number[] = [];
    for (let day = 0; day < 3; day++) {
      await outgoing.workOff();
      gone.push(transport.parcels.length);
      await clock.advance(24 * hour);
    }
    expect(gone).toEqual([1, 1, 2]);
    // and two days are as long a queue as elsewhere
    await outgoing.submit(mail());
    await expect(outgoing.submit(mail())).rejects.toThrow('takes 1 in two days');
  });

  test('counts letters by the way that each went, whatever way the next goes', async () => {
    const [slow, quick] = [{ ...fakeTransport(), slow: true } as const, fakeTransport()];
    const { outgoing, clock, nyms, alice } = await openStreetOut({ dailyLimit: 2, transports: { smtp: slow, quick } });
    await outgoing.submit(mail());
    await outgoing.workOff();
    nyms.change(alice.id, { transport: 'quick' });
    await outgoing.submit(mail());
    await outgoing.workOff();
    await clock.advance(24 * hour);
    // of the two of yesterday the slow one may arrive today
    await outgoing.submit(mail());
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect([slow.parcels.length, quick.parcels.length]).toEqual([1, 2]);
  });

  test('lets a mail to more people than that in by slow ways too, where nothing waits: later it would be no better', async () => {
    const transport = { ...fakeTransport(), slow: true } as const;
    const { outgoing, store } = await openStreetOut({ dailyLimit: 2, transports: { smtp: transport } });
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'carol@example.org', 'dave@example.org']));
    expect(store.outbox.list(['queued'])).toHaveLength(3);
  });

  test('measures the queue by the way of each letter in it, whatever way the next goes', async () => {
    const transports = { smtp: { ...fakeTransport(), slow: true } as const, quick: fakeTransport() };
    const { outgoing, nyms, alice } = await openStreetOut({ dailyLimit: 2, transports });
    await outgoing.submit(mail());
    await outgoing.submit(mail());
    nyms.change(alice.id, { transport: 'quick' });
    await expect(outgoing.submit(mail())).rejects.toThrow('takes 2 in two days by slow ways');
  });

  test('does not hold requests back', async () => {
    const { outgoing, parcels, alice } = await openStreetOut({ dailyLimit: 1 });
    await outgoing.submit(mail());
    await outgoing.config(alice, {});
    await outgoing.config(alice, {});
    await outgoing.workOff();
    expect(parcels).toHaveLength(3);
  });

  test('a mail that could not even go tomorrow is not taken', async () => {
    const { outgoing } = await openStreetOut({ dailyLimit: 1 });
    await outgoing.submit(mail());
    await outgoing.submit(mail());
    await expect(outgoing.submit(mail())).rejects.toMatchObject({ code: 'daily-limit' });
  });

  test('a mail to more people than in two days is taken where nothing waits: later it would be no better', async () => {
    const { outgoing, store } = await openStreetOut({ dailyLimit: 1 });
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'carol@example.org', 'dave@example.org']));
    expect(store.outbox.list(['queued'])).toHaveLength(3);
  });
});
