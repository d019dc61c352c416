import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../src/outgoing';
import { retry } from '../../../src/outgoing/outbox';
import type { OutboxId } from '../../../src/store';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceActive, aliceDraft, again, start } from '../../support/nyms';
import type { AlicesBridge } from '../../support/nyms';
import { mailsIn, openParcel, openStreetOut } from '../../support/outgoing';

// A letter that leaves at the moment at which it was written tells whoever watches both ends who wrote it.

const minute = 60_000;
const hour = 60 * minute;
const pool = { leastMs: 30 * minute, mostMs: 6 * hour };

/** Alice's bridge, her letters waiting between half an hour and six. */
async function pooled({ nyms, store, server, alice }: AlicesBridge): Promise<AlicesBridge> {
  nyms.change(alice.id, { pool });
  return { nyms, store, server, alice: await again(nyms, alice) };
}

const dateOf = (mail = '') => Date.parse(/^Date: (.*?)\r?$/m.exec(mail)?.[1] ?? '');
const inPool = (at: number, from = start) => at >= from + pool.leastMs && at <= from + pool.mostMs;

describe('a nym with a pool', () => {
  test('sends nothing before the time that was drawn, and then without being told', async () => {
    const { outgoing, clock, parcels, store } = await openStreetOut({ bridge: await pooled(await aliceActive()) });
    await outgoing.submit(submitted(mailText(usual)));
    const [due = 0] = store.outbox.list().map(({ notBefore }) => notBefore);
    expect(inPool(due)).toBe(true);
    await clock.advance(due - start - 1);
    await outgoing.workOff();
    expect(parcels).toEqual([]);
    await clock.advance(1);
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
  });

  test('dates a letter when it goes, not when it was written', async () => {
    const { outgoing, store, alice } = await openStreetOut({ bridge: await pooled(await aliceActive()) });
    await outgoing.submit(submitted(mailText([...usual, 'Date: Sun, 22 Nov 2026 13:00:01 +0100'])));
    const [due = 0] = store.outbox.list().map(({ notBefore }) => notBefore);
    const [sent] = mailsIn(store, alice.id, 'Sent');
    expect(dateOf(sent)).toBe(due - (due % 1000));
  });

  test('draws a time for each of several recipients: letters that leave together have one writer', async () => {
    const { outgoing, store, alice } = await openStreetOut({ bridge: await pooled(await aliceActive()) });
    const hidden = ['carol@example.org', 'dave@example.org', 'erin@example.org'];
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', ...hidden]));
    const times = store.outbox.list().map(({ notBefore }) => notBefore);
    expect(new Set(times).size).toBe(4);
    const first = Math.min(...times);
    expect(dateOf(mailsIn(store, alice.id, 'Sent')[0])).toBe(first - (first % 1000));
  });

  test('draws anew for letters that were held: the confirmation must not be followed by all of them', async () => {
    const bridge = await pooled(await aliceDraft());
    const { outgoing, clock, store } = await openStreetOut({ bridge });
    await outgoing.create(bridge.alice);
    for (let i = 0; i < 5; i++) await outgoing.submit(submitted(mailText(usual)));
    await clock.advance(2 * 24 * hour);
    await outgoing.workOff();
    const reply = { kind: 'created', address: bridge.alice.address, settings: {} } as const;
    const confirmed = clock.now();
    const occasion = { at: confirmed, saidAt: confirmed, evidence: 'article <a@nym.test>' };
    bridge.nyms.applyReply(bridge.alice.id, reply, occasion);
    await outgoing.workOff();
    const times = store.outbox.list(['queued']).map(({ notBefore }) => notBefore);
    expect(new Set(times).size).toBe(5);
    expect(times.every((at) => inPool(at, confirmed))).toBe(true);
  });

  test('has its requests wait too, all copies of them', async () => {
    const bridge = await pooled(await aliceActive());
    bridge.nyms.change(bridge.alice.id, { copies: 3 });
    const { outgoing, store } = await openStreetOut({ bridge });
    await outgoing.config(await again(bridge.nyms, bridge.alice), { acksend: false });
    const times = store.outbox.list().map(({ notBefore }) => notBefore);
    expect(times).toHaveLength(3);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(start + pool.leastMs);
  });
});

describe('a letter that goes at another time than was foreseen has the Date of that time', () => {
  const confirmed = { kind: 'created', address: 'panda@nym.test', settings: {} } as const;

  test('where it was held until the nym was confirmed', async () => {
    const bridge = await aliceDraft();
    const { outgoing, clock, parcels, nyms, alice } = await openStreetOut({ bridge });
    await outgoing.submit(submitted(mailText(usual)));
    await clock.advance(7 * hour);
    const at = clock.now();
    nyms.applyReply(alice.id, confirmed, { at, saidAt: at, evidence: 'article <a@nym.test>' });
    await outgoing.workOff();
    expect(dateOf(await openParcel(parcels[0]))).toBe(at);
  });

  test('where its writer sends it before its time', async () => {
    const street = await openStreetOut({ bridge: await pooled(await aliceActive()) });
    await street.outgoing.submit(submitted(mailText(usual)));
    retry(street.store, start, 1 as OutboxId, false);
    await street.outgoing.workOff();
    expect(dateOf(await openParcel(street.parcels[0]))).toBe(start);
  });

  /** The Date of a letter that its writer sends once more, five hours after the first try was answered so. */
  async function dateOfSecond(answer: Outcome): Promise<number> {
    const { outgoing, store, clock, parcels } = await openStreetOut({ answers: [answer] });
    await outgoing.submit(submitted(mailText(usual)));
    await outgoing.workOff();
    await clock.advance(5 * hour);
    retry(store, clock.now(), 1 as OutboxId, answer.result === 'unknown');
    await outgoing.workOff();
    return dateOf(await openParcel(parcels[1]));
  }

  test('where it failed, and is sent once more', async () => {
    expect(await dateOfSecond({ result: 'never', reason: 'No.' })).toBe(start + 5 * hour);
  });

  test('but not where it may have been seen with the one it had', async () => {
    expect(await dateOfSecond({ result: 'unknown', reason: 'The connection broke.' })).toBe(start);
  });

  test('each letter of a mail by itself: an earlier Date would tell that a hidden recipient was first', async () => {
    const bridge = await pooled(await aliceActive());
    const { outgoing, store, clock, parcels } = await openStreetOut({ bridge });
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'carol@example.org']));
    const times = store.outbox.list().map(({ notBefore }) => notBefore);
    for (const at of [...times].sort((a, b) => a - b)) {
      await clock.advance(at - clock.now());
      await outgoing.workOff();
    }
    const dates = await Promise.all(parcels.map(async (one) => dateOf(await openParcel(one))));
    expect(dates).toEqual([...times].sort((a, b) => a - b).map((at) => at - (at % 1000)));
    expect(new Set(dates).size).toBe(2);
  });

  test('also where it waits for the next day', async () => {
    const { outgoing, clock, parcels } = await openStreetOut({ dailyLimit: 1 });
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'carol@example.org']));
    for (let n = 0; n < 48; n++) {
      await outgoing.workOff();
      await clock.advance(hour / 2);
    }
    const [first, second] = await Promise.all(parcels.map(async (one) => dateOf(await openParcel(one))));
    expect(first).toBe(start);
    expect(second).toBeGreaterThanOrEqual(start + 12 * hour);
  });
});

test('a nym without a pool sends at once', async () => {
  const { outgoing, parcels } = await openStreetOut();
  await outgoing.submit(submitted(mailText(usual)));
  await outgoing.workOff();
  expect(dateOf(await openParcel(parcels[0]))).toBe(start);
});
