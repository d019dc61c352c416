import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { listRemailers } from '../../src/bridge';
import { poolMs, startMixBridge } from '../support/mixBridge';

// Alice's pings: through each remailer to the nym server, and back by the newsgroup.

const hour = 3600_000;
const day = 24 * hour;
const names = {
  yamn: ['alder', 'birch', 'cedar', 'hazel'],
  mixmaster: ['aspen', 'larch', 'maple', 'rowan'],
} as const;

type MixBridge = Awaited<ReturnType<typeof startMixBridge>>;

let here: MixBridge;
afterEach(() => here.stop());

describe.each(['yamn', 'mixmaster'] as const)('pings through %s', (kind) => {
  beforeEach(async () => {
    here = await startMixBridge(kind, { distance: 1 });
  });

  test('come back by the newsgroup, are counted with their time, and stay out of the mailbox', async () => {
    const queued = await here.ping(...names[kind]);
    expect(queued.map(({ remailer, chain }) => [remailer, chain.indexOf(remailer), chain.length])).toEqual(
      names[kind].map((name, i) => [name, i < 3 ? 1 : 0, 2]),
    );
    expect(here.pings().map(({ pinged, waiting, sent }) => [pinged, waiting, sent])).toEqual(
      names[kind].map((name) => [name, 1, 0]),
    );
    await here.handOver();
    await here.pass();
    expect(here.pings().map(({ waiting, sent, back }) => [waiting, sent, back])).toEqual(
      names[kind].map(() => [0, 1, 0]),
    );
    expect((await here.read()).delivered).toBe(0);
    const [latency, history] = [`0:${(2 * poolMs) / 60_000}`, '???????????+'];
    expect(here.pings()).toEqual(
      names[kind].map((pinged) => ({
        ...{ format: kind, pinged, waiting: 0, sent: 1, back: 1, lost: 0 },
        ...{ latency, history, reliability: 100, counts: false },
      })),
    );
    expect(here.mails()).toEqual([]);
  });

  test('that wait when the program is killed go once when it is started again', async () => {
    await here.ping(...names[kind]);
    await here.restart();
    await here.handOver();
    await here.restart();
    await here.handOver();
    await here.pass();
    await here.read();
    expect(here.pings().map(({ sent, back }) => [sent, back])).toEqual(names[kind].map(() => [1, 1]));
    expect(here.mix.remailers[kind].reduce((sum, one) => sum + one.seen.exits, 0)).toBe(names[kind].length + 1);
  });

  test('that were handed over when the program was killed before it could say so come back once', async () => {
    await here.ping(names[kind][0]);
    const remove = jest.spyOn(here.store.packets, 'remove').mockImplementationOnce(() => {
      throw new Error('killed');
    });
    await expect(here.handOver()).rejects.toThrow('killed');
    remove.mockRestore();
    await here.restart();
    await here.handOver();
    await here.pass();
    await here.read();
    expect(here.pings()).toMatchObject([{ waiting: 0, sent: 1, back: 1, lost: 0 }]);
    const replayed = here.mix.remailers[kind].reduce((sum, one) => sum + (one.seen.refused.replayed ?? 0), 0);
    expect(replayed).toBe(1);
    expect(here.mails()).toEqual([]);
  });
});

test('a remailer that is killed loses its pings, and is not relied on any more', async () => {
  // not drawn beside another, so that the others’ come back
  here = await startMixBridge('yamn', { exclude: ['birch'], distance: 1 });
  const [, birch] = here.mix.remailers.yamn;
  const pingAll = async (between?: () => void) => {
    await here.ping(...names.yamn);
    await here.handOver();
    await here.pass(between);
    await here.read();
  };
  const counts = () => here.pings().map(({ pinged, sent, back, lost }) => [pinged, sent, back, lost]);
  for (let round = 0; round < 12; round++) {
    await pingAll(() => birch?.kill());
    await here.clock.advance(5 * hour);
  }
  expect(counts()).toEqual(names.yamn.map((name) => [name, 12, name === 'birch' ? 0 : 12, 0]));
  await here.clock.advance(3 * day);
  // of the last one nothing is known: none that went after it is back
  expect(counts()).toEqual(names.yamn.map((name) => [name, 12, ...(name === 'birch' ? [0, 11] : [12, 0])]));
  await pingAll();
  expect(counts()).toEqual(names.yamn.map((name) => [name, 13, ...(name === 'birch' ? [1, 12] : [13, 0])]));
  expect(listRemailers(here.bridge).remailers.map(({ name, reliability }) => [name, reliability])).toEqual(
    names.yamn.map((name) => [name, name === 'birch' ? 15.3 : 100]),
  );
}, 60_000);
