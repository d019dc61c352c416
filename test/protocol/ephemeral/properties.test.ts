import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readArmored, writeShortArmor } from '../../../src/protocol/openpgp';
import { codes, sides } from './sides';

/** One thing that happens: a side writes, or one of the messages on its way to a side arrives there, perhaps again. */
const event = fc.record({
  who: fc.constantFrom('server', 'panda'),
  does: fc.constantFrom('writes', 'writes', 'reads'),
  which: fc.nat(1000),
});

test('in any order, with losses and duplicates both ways: each message opens once, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 50 }), fc.boolean(), async (events, deliverAll) => {
      const both = sides();
      const toward = { server: [] as Sent[], panda: [] as Sent[] };
      for (const [index, { who, does, which }] of events.entries())
        if (does === 'writes')
          toward[who === 'panda' ? 'server' : 'panda'].push({
            message: await both[who].write(`${index}`),
            text: `${index}`,
          });
        else await arrive(both[who], toward[who], which);
      if (deliverAll)
        for (const who of ['panda', 'server'] as const)
          for (const sent of toward[who].toReversed()) await arrive(both[who], [sent], 0);
    }),
    { numRuns: 60 },
  );
});

interface Sent {
  readonly message: Buffer;
  readonly text: string;
  read?: boolean;
}

async function arrive(side: ReturnType<typeof sides>['panda'], sent: Sent[], which: number): Promise<void> {
  const one = sent[which % Math.max(sent.length, 1)];
  if (!one) return;
  expect(await side.read(one.message)).toBe(one.read ? 'duplicate' : one.text);
  one.read = true;
}

test('any bytes give a clear error', async () => {
  const { server, panda } = sides();
  await panda.read(await server.write('hi'));
  const genuine = readArmored(await server.write('again'))!;
  const cut = fc.nat(genuine.length);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.tuple(cut, fc.uint8Array({ minLength: 1, maxLength: 200 }), cut).map(([to, strange, from]) => {
      return Buffer.concat([genuine.subarray(0, to), strange, genuine.subarray(from)]);
    }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (strange, armored) => {
      fc.pre(!genuine.equals(strange));
      const message = armored ? Buffer.from(writeShortArmor(strange)) : strange;
      const result = await panda.read(message);
      // Filling is covered by nothing: what it is put between opens as it was.
      const same = genuine.subarray(106).equals(Buffer.from(strange).subarray(106));
      expect(same ? [...codes, 'again'] : codes).toContain(result);
    }),
    { numRuns: 300 },
  );
});

test('every bit counts but those of the filling', async () => {
  const { server, panda } = sides();
  const genuine = readArmored(await server.write('hi'))!;
  const filling = 106 - (genuine[105] ?? 0);
  const { state } = panda;
  for (let bit = 0; bit < genuine.length * 8; bit++) {
    const at = bit >> 3;
    const flipped = Buffer.from(genuine);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
    panda.state = state;
    const result = await panda.read(Buffer.from(writeShortArmor(flipped)));
    expect(at >= filling && at < 105 ? ['hi'] : codes).toContain(result);
  }
  panda.state = state;
  expect(await panda.read(Buffer.from(writeShortArmor(genuine)))).toBe('hi');
});

test('nothing that is cut off opens, nor what something was put behind', async () => {
  const { server, panda } = sides();
  const genuine = readArmored(await server.write('hi'))!;
  for (let length = 0; length < genuine.length; length++)
    expect(codes).toContain(await panda.read(Buffer.from(writeShortArmor(genuine.subarray(0, length)))));
  const longer = Buffer.concat([genuine, Buffer.from([0xd2, 1, 1])]);
  expect(await panda.read(Buffer.from(writeShortArmor(longer)))).toBe('altered');
  expect(await panda.read(Buffer.from(writeShortArmor(genuine)))).toBe('hi');
});
