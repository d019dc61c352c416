import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../../../src/base/errors';
import { readArmor, writeArmor } from '../../../src/protocol/remailer/armor';
import { armor } from '../../../src/protocol/remailer/yamn/armor';
import { bodyBytes, slotAt, slotCount } from '../../../src/protocol/remailer/yamn/layout';
import { mostParts, packetBytes } from '../../../src/protocol/remailer/packet';
import { chunksOf, packDummy, packMessage } from '../../../src/protocol/remailer/yamn/message';
import { limits } from '../../../src/protocol/remailer/yamn/limits';
import { packPacket } from '../../../src/protocol/remailer/yamn/pack';
import { seededRandom } from '../../support/random';
import { among, follow, mostUneven, unevenness } from '../../support/packetWay';
import { openRemailers, type TestRemailer } from '../../support/yamn';

const day = 20_779;
const names = Array.from({ length: slotCount }, (_, i) => `mix${i}`);
const delivery = {
  packetId: Buffer.alloc(16, 7),
  messageId: Buffer.alloc(16, 8),
  chunk: 1,
  chunks: 1,
  delivery: 'mail',
} as const;

const hopsOf = (remailers: readonly TestRemailer[]) => remailers.map(({ hop }) => hop);

/** Some remailers in a row, none twice; in a seed's world. */
async function world(seed: string, hops: number) {
  const random = seededRandom(seed);
  const remailers = await openRemailers(names.slice(0, hops), random, day);
  return { random, remailers, chain: hopsOf(remailers), around: { random, day } };
}

test('any message through any chain comes out as it went in, and is of one length on every way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: bodyBytes }),
      fc.array(fc.integer({ min: 0, max: slotCount - 1 }), { minLength: 1, maxLength: slotCount }),
      fc.string(),
      async (bytes, hops, seed) => {
        const { remailers, chain: everybody, around } = await world(seed, slotCount);
        const chain = hops.map((index) => everybody[index]!);
        const packet = packPacket(Buffer.from(bytes), chain, delivery, around);
        const { views, exit } = follow(packet, among(remailers), chain[0]!.address);
        expect(views.map(({ address }) => address)).toEqual(chain.map(({ address }) => address));
        expect(new Set(views.map((view) => view.packet.length))).toEqual(new Set([packetBytes]));
        expect(exit.payload.equals(bytes)).toBe(true);
        expect(readArmor(Buffer.from(writeArmor(packet, armor)), armor).equals(packet)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('any bit that is flipped is noticed at the first hop, but for the eight bytes that nothing protects', async () => {
  const free = slotAt.random[0];
  const bit = fc
    .integer({ min: 0, max: packetBytes * 8 - 1 })
    .filter((at) => at >> 3 < free || at >> 3 >= slotAt.random[1]);
  await fc.assert(
    fc.asyncProperty(bit, fc.integer({ min: 1, max: slotCount }), async (at, hops) => {
      const { remailers, chain, around } = await world('flipped', hops);
      const packet = packPacket(Buffer.from('To: bob@outside.test\n\nHello\n'), chain, delivery, around);
      packet[at >> 3]! ^= 1 << (at & 7);
      expect(() => remailers[0]!.peel(packet)).toThrow(expect.objectContaining({ name: 'RemailerError' }));
    }),
    { numRuns: 200 },
  );
});

test('no view of a hop that passes on tells how far it has come: all are made of different bytes, none has a slot of zeros, and no byte comes oftener than others', async () => {
  const { remailers, chain, around } = await world('views', slotCount);
  const { views } = follow(packPacket(Buffer.alloc(0), chain, delivery, around), among(remailers), chain[0]!.address);
  const slots = views.flatMap(({ packet }) =>
    Array.from({ length: packetBytes / 256 }, (_, i) => packet.toString('hex', i * 256, i * 256 + 256)),
  );
  expect(new Set(slots).size).toBe(slots.length);
  expect(slots).not.toContain('00'.repeat(256));
  for (const { packet } of views) expect(unevenness(packet)).toBeLessThan(mostUneven);
});

describe('a message', () => {
  const message = Buffer.from(`To: send@nym.test\n\n${'x'.repeat(40_000)}\n`);

  test('in chunks: copies of a chunk have one packet id, chunks of a message do not, for the exit would throw them away', async () => {
    const { remailers, chain, around } = await world('chunks', 3);
    const other = [chain[1]!, chain[0]!, chain[2]!];
    const packed = packMessage(
      message,
      Array.from({ length: chunksOf(message.length) }, () => [chain, other]),
      around,
    );
    expect(packed.map(({ to }) => to)).toEqual([0, 1, 2].flatMap(() => [chain[0]!.address, chain[1]!.address]));
    const payloads: Buffer[] = [];
    const fates = packed.map(({ packet, to }) => {
      try {
        const { data, payload } = follow(packet, among(remailers), to).exit;
        payloads.push(payload);
        return data.chunk;
      } catch (error) {
        return codeOf(error);
      }
    });
    expect(fates).toEqual([1, 'replayed', 2, 'replayed', 3, 'replayed']);
    expect(Buffer.concat(payloads).equals(message)).toBe(true);
  });

  test('through several exits is refused', async () => {
    const { chain, around } = await world('exits', 3);
    expect(() => packMessage(Buffer.from('To: a\n\n'), [[chain, chain.slice(0, 2)]], around)).toThrow(
      expect.objectContaining({ code: 'bad-chain' }),
    );
  });

  test('of the length that fits is one packet, one byte more are two', () => {
    expect([limits.payloadBytes, limits.payloadBytes + 1].map(chunksOf)).toEqual([1, 2]);
  });

  test('that is empty, or longer than its packets can be counted, is refused', async () => {
    const { chain, around } = await world('lengths', 1);
    for (const length of [0, limits.payloadBytes * mostParts + 1])
      expect(() => packMessage(Buffer.alloc(length), [[chain]], around)).toThrow(
        expect.objectContaining({ code: 'too-large' }),
      );
  });
});

test('a dummy is as any other packet until its exit, which throws it away', async () => {
  const { remailers, chain, around } = await world('dummy', 2);
  const { to, packet } = packDummy(chain, around);
  expect(packet).toHaveLength(packetBytes);
  const { exit } = follow(packet, among(remailers), to);
  expect(exit).toMatchObject({ data: { delivery: 'dummy' }, payload: Buffer.alloc(0) });
});

describe('a remailer refuses', () => {
  const at = async (today: number) => {
    const random = seededRandom('age');
    const [here] = await openRemailers(['mix'], random, today);
    const packet = packPacket(Buffer.from('To: a\n\n'), [here!.hop], delivery, {
      random: { ...random, below: () => 0 },
      day,
    });
    return () => here!.peel(packet);
  };

  test('what is more than fourteen days old, and what is of tomorrow', async () => {
    expect((await at(day + 14))()).toMatchObject({ kind: 'exit' });
    expect(await at(day + 15)).toThrow(expect.objectContaining({ code: 'too-old' }));
    expect(await at(day - 1)).toThrow(expect.objectContaining({ code: 'from-the-future' }));
  });

  test('what is not armored: no marker, no end, another length, another width is no fault', async () => {
    const { chain, around } = await world('armor', 1);
    const packet = packPacket(Buffer.alloc(0), chain, delivery, around);
    const text = writeArmor(packet, armor);
    const broken = [
      text.replace('::\n', ''),
      text.replace('-----END', '-----FIN'),
      text.replace('20480', '20479'),
      text.slice(0, 9000),
      '',
    ];
    for (const one of broken)
      expect(() => readArmor(Buffer.from(one), armor)).toThrow(expect.objectContaining({ code: 'not-armored' }));
    for (const width of [40, 76, 900])
      expect(readArmor(Buffer.from(`Hello\n${writeArmor(packet, { ...armor, width })}bye`), armor)).toEqual(packet);
    expect(readArmor(Buffer.from(text.replaceAll('\n', '\r\n')), armor)).toEqual(packet);
  });
});

test('a chain of none, of eleven, or with an address that has no room is refused', async () => {
  const { chain, around } = await world('chains', slotCount);
  const long = { ...chain[0]!, address: `${'x'.repeat(50)}@mix.test` };
  for (const one of [[], [...chain, chain[0]!], [long, chain[1]!]])
    expect(() => packPacket(Buffer.alloc(0), one, delivery, around)).toThrow(
      expect.objectContaining({ code: 'bad-chain' }),
    );
});
