import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../../../src/base/errors';
import { readArmor, writeArmor } from '../../../src/protocol/remailer/armor';
import { RemailerError } from '../../../src/protocol/remailer/errors';
import { armor } from '../../../src/protocol/remailer/mixmaster/armor';
import { payloadBytes } from '../../../src/protocol/remailer/mixmaster/layout';
import { packetBytes } from '../../../src/protocol/remailer/packet';
import { packDummy, packMessage, partsOf } from '../../../src/protocol/remailer/mixmaster/message';
import { packPacket, unitsOf } from '../../../src/protocol/remailer/mixmaster/pack';
import { nowhere, readPayload, writePayload } from '../../../src/protocol/remailer/mixmaster/payload';
import { openMix } from '../../support/mixmaster';
import { among, follow, mostUneven, unevenness } from '../../support/packetWay';
import { seededRandom } from '../../support/random';

const day = 20_779;
const delivery = { packetId: Buffer.alloc(16, 7), messageId: Buffer.alloc(16, 8), part: 1, parts: 1 } as const;
const aroundOf = (seed: string) => ({ random: seededRandom(seed), day });

const classic = () => openMix('classic', 1024, day);
const large = () => openMix('large', 2048, day);
const largest = () => openMix('largest', 4096, day);

test('any message through any chain of both dialects comes out as it went in, and is of one length on every way', () => {
  const chains = fc.array(fc.constantFrom(classic, large, largest), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: payloadBytes }), chains, fc.string(), (bytes, makers, seed) => {
      // every hop another remailer, though of the same keys: what one has seen, it refuses
      const remailers = makers.map((make) => make());
      const chain = remailers.map(({ hop }) => hop);
      fc.pre(unitsOf(chain) <= 20);
      const packet = packPacket(Buffer.from(bytes), chain, delivery, aroundOf(seed));
      const { views, exit } = follow(packet, among(remailers), chain[0]!.address);
      expect(views.map(({ address }) => address)).toEqual(chain.map(({ address }) => address));
      expect(new Set(views.map((view) => view.packet.length))).toEqual(new Set([packetBytes]));
      expect(exit.payload.equals(bytes)).toBe(true);
      expect(readArmor(Buffer.from(writeArmor(packet, armor)), armor).equals(packet)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('a bit that is flipped for a large key is noticed at once: in header, block, body, and in the headers behind it that are covered', () => {
  const covered = [
    [0, 17 + 256 + 8 + 328],
    [1024, 2048],
    [10_240, packetBytes],
  ] as const;
  const bit = fc.constantFrom(...covered).chain(([from, to]) => fc.integer({ min: from * 8, max: to * 8 - 1 }));
  fc.assert(
    fc.property(bit, (at) => {
      const here = large();
      const packet = packPacket(Buffer.from('Hello'), [here.hop, classic().hop], delivery, aroundOf('flipped'));
      packet[at >> 3]! ^= 1 << (at & 7);
      expect(() => here.peel(packet)).toThrow();
    }),
    { numRuns: 200 },
  );
});

test('a bit that is flipped for a classic key is noticed in all of its header but the random end: the digest covers nothing else', () => {
  // key id and size, what RSA sealed, the IV, and of the block what the exit is told, or a hop that passes on
  const ends = { exit: 17 + 128 + 8 + 88, onward: 17 + 128 + 8 + 296 };
  const flips = fc
    .constantFrom('exit' as const, 'onward' as const)
    .chain((kind) => fc.tuple(fc.constant(kind), fc.integer({ min: 0, max: ends[kind] * 8 - 1 })));
  fc.assert(
    fc.property(flips, ([kind, at]) => {
      const here = classic();
      const chain = kind === 'exit' ? [here.hop] : [here.hop, large().hop];
      const packet = packPacket(Buffer.from('Hello'), chain, delivery, aroundOf('flipped'));
      packet[at >> 3]! ^= 1 << (at & 7);
      expect(() => here.peel(packet)).toThrow();
    }),
    { numRuns: 200 },
  );
});

test('no view of a hop tells how far it has come: all units differ from each other, and no byte comes oftener than others', () => {
  const makers = [classic, large, classic, classic, largest, classic, classic, large, large, classic];
  const remailers = makers.map((make) => make());
  const chain = remailers.map(({ hop }) => hop);
  const { views } = follow(
    packPacket(Buffer.alloc(0), chain, delivery, aroundOf('views')),
    among(remailers),
    chain[0]!.address,
  );
  expect(views).toHaveLength(makers.length);
  const units = views.flatMap(({ packet }) =>
    Array.from({ length: packetBytes / 512 }, (_, i) => packet.toString('hex', i * 512, i * 512 + 512)),
  );
  expect(new Set(units).size).toBe(units.length);
  for (const { packet } of views) expect(unevenness(packet)).toBeLessThan(mostUneven);
});

test('a chain of more headers than a packet has room for is refused', () => {
  const fits = [...Array<typeof classic>(18).fill(classic), large].map((make) => make().hop);
  expect(packPacket(Buffer.alloc(0), fits, delivery, aroundOf('fits'))).toHaveLength(packetBytes);
  // the mac of the last but one would cover what has no room
  const uncovered = [...Array<typeof classic>(17).fill(classic), large, classic].map((make) => make().hop);
  for (const chain of [[], [...fits, classic().hop], uncovered])
    expect(() => packPacket(Buffer.alloc(0), chain, delivery, aroundOf('long'))).toThrow(
      expect.objectContaining({ code: 'bad-chain' }),
    );
});

describe('a message', () => {
  test('of several packets: copies of a part have one packet id, and the parts come together', () => {
    const [first, other, exit] = [openMix('a', 1024, day), openMix('b', 1024, day), large()];
    const payload = writePayload(
      { destinations: ['send@nym.test'], headers: [], text: Buffer.alloc(25_000, 'x') },
      false,
    );
    const chains = Array.from({ length: partsOf(payload.length) }, () => [
      [first.hop, exit.hop],
      [other.hop, exit.hop],
    ]);
    const came: Buffer[] = [];
    const fates = packMessage(payload, chains, aroundOf('parts')).map(({ to, packet }) => {
      try {
        const { exit: last } = follow(packet, among([first, other, exit]), to);
        came.push(last.payload);
        return `${last.data.part} of ${last.data.parts}`;
      } catch (error) {
        return codeOf(error);
      }
    });
    expect(fates).toEqual(['1 of 3', 'replayed', '2 of 3', 'replayed', '3 of 3', 'replayed']);
    expect(Buffer.concat(came).equals(payload)).toBe(true);
  });

  test('through several exits is refused', () => {
    const chains = [[[classic().hop], [large().hop]]];
    expect(() => packMessage(Buffer.alloc(9), chains, aroundOf('exits'))).toThrow(
      expect.objectContaining({ code: 'bad-chain' }),
    );
  });

  test('that is full to the last byte has one part more, as the original counts', () => {
    expect([payloadBytes - 1, payloadBytes].map(partsOf)).toEqual([1, 2]);
  });

  test('keeps a header line of any length, which the original cuts at 80', () => {
    const line = `Subject: ${'long '.repeat(40)}end`;
    const payload = { destinations: ['send@nym.test'], headers: ['X-A: b', line], text: Buffer.from('Hello\n') };
    expect(readPayload(writePayload(payload, false))).toEqual(payload);
  });

  test('is packed for an exit that can unpack, where it is longer than a packet', () => {
    const texts = [Buffer.alloc(payloadBytes, 'x'), Buffer.alloc(payloadBytes + 1, 'x')];
    const payloads = texts.map((text) => ({ destinations: ['send@nym.test'], headers: [], text }));
    expect(payloads.map((payload) => writePayload(payload, true).length < 200)).toEqual([false, true]);
    for (const payload of payloads) expect(readPayload(writePayload(payload, true))).toEqual(payload);
  });

  test('of any bytes is read or refused, never more than its limit unpacked', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const read = () => {
          try {
            return Array.isArray(readPayload(Buffer.from(bytes)).headers);
          } catch (error) {
            return error instanceof RemailerError;
          }
        };
        expect(read()).toBe(true);
      }),
    );
  });
});

test('a dummy is as any other packet until its exit, which throws it away', () => {
  const [first, exit] = [classic(), large()];
  const { to, packet } = packDummy([first.hop, exit.hop], aroundOf('dummy'));
  const { payload } = follow(packet, among([first, exit]), to).exit;
  expect(readPayload(payload)).toEqual({ destinations: [nowhere], headers: [], text: Buffer.alloc(0) });
});

test('a remailer refuses what is more than seven days old, and what is of tomorrow', () => {
  const packet = packPacket(Buffer.alloc(0), [classic().hop], delivery, {
    random: { ...seededRandom('age'), below: () => 0 },
    day,
  });
  const at = (today: number) => () => openMix('classic', 1024, today).peel(packet);
  expect(at(day + 7)()).toMatchObject({ kind: 'exit' });
  expect(at(day + 8)).toThrow(expect.objectContaining({ code: 'too-old' }));
  expect(at(day - 1)).toThrow(expect.objectContaining({ code: 'from-the-future' }));
});
