import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mixmaster, yamn } from '../../../src/protocol/remailer';
import type { KindName, Remailer } from '../../../src/sandbox';
import { startMixWorld, type MixWorld } from '../../support/mixWorld';

let here: MixWorld;
beforeAll(async () => {
  here = await startMixWorld();
});
afterAll(() => here.world.stop());

const letter = (subject: string, text = 'Hello Bob\n') => `To: bob@example.org\nSubject: ${subject}\n\n${text}`;

const remailer = (kind: KindName, name: string): Remailer => {
  const found = here.mix.remailers[kind].find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

/** The mails that have come to Bob since, as texts. */
function watchBob(): () => string[] {
  const before = here.world.outside.received.length;
  return () => here.world.outside.received.slice(before).map(({ source }) => source.toString('latin1'));
}

/** A chain of exits of each kind, and the middle-man that is none. */
const chains = {
  yamn: { three: 'alder,birch,cedar', last: 'cedar', middle: 'hazel' },
  mixmaster: { three: 'aspen,larch,maple', last: 'maple', middle: 'rowan' },
} as const;

describe.each(['yamn', 'mixmaster'] as const)('remailers of %s', (kind) => {
  const { three, last, middle } = chains[kind];

  test('pass a letter on one by one, and only the last one sees that it is for Bob', async () => {
    const bob = watchBob();
    const before = here.mix.remailers[kind].map(({ seen }) => seen);
    await here.mail(kind, here.pack(kind, three, letter('three hops')));
    await here.pass(2);
    expect(bob()).toEqual([]);
    await here.pass(1);
    expect(bob()).toEqual([
      expect.stringMatching(/^From: .*<mix@\w+\.test>\n[^]*Subject: three hops\n[^]*Hello Bob\n$/),
    ]);
    const grown = here.mix.remailers[kind].map(({ seen: { came, passedOn, exits } }, i) => [
      came - (before[i]?.came ?? 0),
      passedOn - (before[i]?.passedOn ?? 0),
      exits - (before[i]?.exits ?? 0),
    ]);
    expect(grown).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [1, 0, 1],
      [0, 0, 0],
    ]);
  });

  test('deliver a letter of three copies once', async () => {
    const bob = watchBob();
    await here.mail(kind, here.pack(kind, `*,*,${last}`, letter('copies'), 3));
    await here.pass(4);
    expect(bob()).toHaveLength(1);
  });

  test('change nothing for a packet that comes again', async () => {
    const bob = watchBob();
    const packets = here.pack(kind, `*,${last}`, letter('again'));
    await here.mail(kind, packets);
    await here.mail(kind, packets);
    await here.pass(3);
    await here.mail(kind, packets);
    await here.pass(3);
    expect(bob()).toHaveLength(1);
  });

  test('throw dummies away at their exit', async () => {
    const bob = watchBob();
    const before = remailer(kind, last).seen;
    await here.mail(kind, [here.dummy(kind, `*,${last}`)]);
    await here.pass(3);
    const { dummies, exits } = remailer(kind, last).seen;
    expect([dummies - before.dummies, exits - before.exits]).toEqual([1, 0]);
    expect(bob()).toEqual([]);
  });

  test('count what is broken with its reason, and go on', async () => {
    const [packed] = here.pack(kind, last, letter('broken'));
    if (!packed) throw new Error('no packet');
    const before = remailer(kind, last).seen.refused;
    const strange = Buffer.from(packed.packet);
    strange.fill(0, 0, 16);
    await here.mail(kind, [{ ...packed, packet: strange }]);
    here.mix.take({ from: '', to: packed.to, source: Buffer.from('Subject: hello\n\nis this on?\n') });
    const { refused } = remailer(kind, last).seen;
    expect(refused['unknown-key']).toBe(1);
    expect(refused['not-armored']).toBe((before['not-armored'] ?? 0) + 1);
    const bob = watchBob();
    await here.mail(kind, [packed]);
    await here.pass(1);
    expect(bob()).toHaveLength(1);
  });

  test('lose what one of them holds when it is killed, and nothing else', async () => {
    const bob = watchBob();
    await here.mail(kind, here.pack(kind, `${middle},${last}`, letter('lost')));
    expect(remailer(kind, middle).kill()).toBe(1);
    await here.mail(kind, here.pack(kind, `${middle},${last}`, letter('kept')));
    await here.pass(3);
    expect(bob()).toEqual([expect.stringContaining('Subject: kept\n')]);
  });

  test('send by another exit what ends at a middle-man', async () => {
    const bob = watchBob();
    await here.mail(kind, here.pack(kind, middle, letter('middle')));
    await here.pass(2);
    expect(bob()).toEqual([expect.stringContaining('Subject: middle\n')]);
    expect(bob()[0]).not.toContain(`mix@${middle}.test`);
  });
});

test('a letter of several Mixmaster packets is joined in its order, although pools mix them', async () => {
  const bob = watchBob();
  const text = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join('');
  const packets = here.pack('mixmaster', '*,aspen', letter('long', text));
  expect(packets).toHaveLength(3);
  await here.mail('mixmaster', packets);
  await here.pass(3);
  expect(bob().map((mail) => mail.slice(mail.indexOf('\n\n')))).toEqual([`\n\n\n${text}`]);
});

test('a pool that has enough does not wait for the clock', async () => {
  const quick = await startMixWorld({ kinds: ['yamn'], enough: 2 });
  await quick.mail('yamn', quick.pack('yamn', 'alder', letter('one')));
  expect(quick.world.outside.received).toHaveLength(0);
  await quick.mail('yamn', quick.pack('yamn', 'alder', letter('two')));
  expect(quick.world.outside.received).toHaveLength(2);
  await quick.world.stop();
});

describe('what is published', () => {
  test('is read without a fault, and has all four of each, one of them a middle-man', () => {
    const now = here.clock.now();
    const [ours, theirs] = [here.mix.texts('yamn'), here.mix.texts('mixmaster')];
    const readers = [
      [yamn.readPubring(Buffer.from(ours.pubring), now), yamn.readStatistics(Buffer.from(ours.statistics))],
      [
        mixmaster.readPubring(Buffer.from(theirs.pubring), now),
        mixmaster.readStatistics(Buffer.from(theirs.statistics)),
      ],
    ] as const;
    for (const [{ remailers, faults }, statistics] of readers) {
      expect([...faults, ...statistics.faults]).toEqual([]);
      expect(remailers.map(({ caps }) => caps.includes('M'))).toEqual([false, false, false, true]);
      expect(statistics.made).toBe(Math.floor(now / 1000) * 1000);
      expect([...statistics.standings.keys()]).toEqual(remailers.map(({ name }) => name));
    }
    expect(readers[1][0].remailers.map(({ publicKey }) => publicKey.bits)).toEqual([1024, 4096, 1024, 4096]);
  });

  test('is served by HTTP, and nothing else is', async () => {
    const get = (path: string, method = 'GET') => fetch(here.mix.url + path, { method });
    expect(await (await get('yamn/pubring.mix')).text()).toBe(here.mix.texts('yamn').pubring);
    expect(await (await get('mixmaster/rlist.txt')).text()).toBe(here.mix.texts('mixmaster').statistics);
    expect((await get('yamn/secring.mix')).status).toBe(404);
    expect((await get('yamn/pubring.mix', 'POST')).status).toBe(405);
  });
});
