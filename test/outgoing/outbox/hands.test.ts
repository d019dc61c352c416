import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Outcome, Parcel } from '../../../src/outgoing';
import { secretKey } from '../../support/keys';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceActive, start } from '../../support/nyms';
import { openStreetOut } from '../../support/outgoing';
import { seededRandom } from '../../support/random';
import { untilSo } from '../../support/untilSo';

// Two nyms of one bridge: nothing that the one's letters do may be seen by what the other's do.

const minute = 60_000;
const hour = 60 * minute;
const taken = { result: 'taken' } as const;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Alice has a second nym, not asked for yet. `send` says what the relay answers. */
async function twoNyms(send: (parcel: Parcel) => Outcome | Promise<Outcome> = () => taken) {
  const bridge = await aliceActive();
  const koala = await bridge.nyms.create(
    { address: 'koala@nym.test', displayName: 'Kim', transport: 'smtp', key: await secretKey('bob') },
    start,
    seededRandom('koala'),
  );
  const gone: { readonly purpose: string; readonly at: number }[] = [];
  const transport = {
    send: async (parcel: Parcel) => {
      gone.push({ purpose: parcel.purpose, at: street.clock.now() });
      return send(parcel);
    },
    check: async () => taken,
  };
  const street = await openStreetOut({ bridge, transports: { smtp: transport } });
  ends.push(() => street.outgoing.stop());
  return { ...street, koala, gone, purposes: [bridge.alice, koala].map(({ id }) => `nym-${id}`) };
}

const mail = () => submitted(mailText(usual));

test('a relay that lets one nym wait cannot see that the other keeps away meanwhile', async () => {
  let answer: (outcome: Outcome) => void = () => undefined;
  const waiting = new Promise<Outcome>((resolve) => {
    answer = resolve;
  });
  const { outgoing, store, koala, gone, purposes } = await twoNyms(({ purpose }) =>
    purpose === purposes[0] ? waiting : taken,
  );
  outgoing.start();
  await outgoing.submit(mail());
  await untilSo(() => gone.length === 1);
  await outgoing.create(koala);
  await untilSo(() => gone.length === 2);
  expect(gone.map(({ purpose }) => purpose)).toEqual(purposes);
  expect(store.outbox.list(['sending']).map(({ kind }) => kind)).toEqual(['send']);
  answer(taken);
  await untilSo(() => store.outbox.list(['handed-over']).length === 2);
});

test('but the letters of one nym go one after the other', async () => {
  let under = 0;
  let most = 0;
  const { outgoing, gone } = await twoNyms(async () => {
    most = Math.max(most, ++under);
    await setImmediate();
    under--;
    return taken;
  });
  for (let n = 0; n < 3; n++) await outgoing.submit(mail());
  outgoing.start();
  await untilSo(() => gone.length === 3 && under === 0);
  expect(most).toBe(1);
});

test('a machine that wakes does not send at once what two nyms are late with', async () => {
  const { outgoing, store, clock, koala, gone, purposes } = await twoNyms();
  await outgoing.submit(mail());
  await outgoing.create(koala);
  await clock.advance(2 * hour);
  const woke = clock.now();
  outgoing.start();
  await untilSo(() => store.outbox.list().every(({ notBefore }) => notBefore > woke));
  expect(gone).toEqual([]);
  for (let n = 0; n < 600; n++) {
    await clock.advance(1000);
    await untilSo(() => store.outbox.dueNyms(clock.now()).length === 0 && store.outbox.list(['sealing']).length === 0);
  }
  await untilSo(() => gone.length === 2);
  expect(gone.map(({ purpose }) => purpose).sort()).toEqual(purposes);
  const [first, second] = gone.map(({ at }) => at - woke);
  expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThan(minute / 6);
  expect(Math.max(first ?? 0, second ?? 0)).toBeLessThanOrEqual(10 * minute);
});

test('what one nym alone is late with goes at once', async () => {
  const { outgoing, clock, gone } = await twoNyms();
  await outgoing.submit(mail());
  await clock.advance(2 * hour);
  outgoing.start();
  await untilSo(() => gone.length === 1);
  expect(gone[0]?.at).toBe(clock.now());
});
