import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Random } from '../../../src/base/random';
import { boxesReady, openSlot } from '../../../src/protocol/remailer/yamn/box';
import { armor } from '../../../src/protocol/remailer/yamn/armor';
import { readArmor, writeArmor } from '../../../src/protocol/remailer/armor';
import { keyIdOf } from '../../../src/protocol/remailer/yamn/hashes';
import { peelPacket } from '../../../src/protocol/remailer/yamn/peel';
import type { Peeled, Remailer } from '../../../src/protocol/remailer/yamn/peel';
import { layerOf, pad } from '../../../src/protocol/remailer/yamn/layer';
import type { Layer } from '../../../src/protocol/remailer/yamn/layer';
import { bodyAt, slotAt, slotBytes, slotCount, slotOf } from '../../../src/protocol/remailer/yamn/layout';
import { packPacket } from '../../../src/protocol/remailer/yamn/pack';
import type { Hop } from '../../../src/protocol/remailer/yamn/pack';
import { packetBytes, part } from '../../../src/protocol/remailer/packet';
import type { RemailerErrorCode } from '../../../src/protocol/remailer/errors';
import { follow } from '../../support/packetWay';
import { replayedRandom } from '../../support/random';
import { remailerWith } from '../../support/yamn';
import { writeSlotData } from '../../../src/protocol/remailer/yamn/slotData';
import type { SlotData } from '../../../src/protocol/remailer/yamn/slotData';
import { readVector, vectorsFolder } from '../../support/vectors';

/** The fields of a hop as an independent decoder has read them; bytes in hex. */
type Decoded = Readonly<Record<string, string | number>>;

interface Manifest {
  readonly epoch_day: number;
  readonly keys: Readonly<Record<string, { address: string; keyid: string; public_key: string; secret_key: string }>>;
  readonly vectors: readonly {
    readonly id: string;
    readonly plaintext_file: string;
    readonly packets: readonly {
      readonly file: string;
      readonly entry: string;
      readonly decoded: readonly Decoded[];
    }[];
  }[];
  readonly negative: readonly { readonly file: string; readonly why: string }[];
}

const golden = join(__dirname, '../../golden/yamn');
const folders = [golden, ...[vectorsFolder('yamn')].flatMap((folder) => (folder === undefined ? [] : [folder]))];
const readManifest = (folder: string) => JSON.parse(readVector(folder, 'manifest.json').toString()) as Manifest;
const manifest = readManifest(golden);
const hex = (text: string) => Buffer.from(text, 'hex');

beforeAll(() => boxesReady);

/** The remailer of an address, that has seen nothing yet. */
function remailerAt(address: string): Remailer {
  const keys = Object.values(manifest.keys).filter((key) => key.address === address);
  return remailerWith(
    keys.map(({ keyid, secret_key }) => ({ keyId: hex(keyid), secret: hex(secret_key) })),
    manifest.epoch_day,
  );
}

/** By the names of the manifest. */
function asDecoded(data: SlotData, address: string): Decoded {
  const { packetId, key, day, antiTag } = data;
  const any = {
    address,
    version: 2,
    protocol: 0,
    packet_id: packetId.toString('hex'),
    aes_key: key.toString('hex'),
    day,
    anti_tag: antiTag.toString('hex'),
  };
  if (data.type === 'onward')
    return { ...any, type: 0, partial_iv: data.partialIv.toString('hex'), next_hop: data.address };
  const { iv, chunk, chunks, messageId, length, delivery } = data;
  return {
    ...any,
    type: 1,
    iv: iv.toString('hex'),
    chunk,
    chunks,
    message_id: messageId.toString('hex'),
    body_length: length,
    delivery: delivery === 'mail' ? 0 : 255,
  };
}

const peelAt = (address: string, packet: Buffer) => peelPacket(packet, remailerAt(address));

/** The last slots of a hop's view, which are known in advance: of the layers from the exit's side on. */
function paddingOf(layers: readonly Layer[], stage: number): Buffer {
  const view = Buffer.alloc(packetBytes);
  pad(view, layers, stage);
  return view.subarray(firstPadded(layers, stage) * slotBytes, bodyAt);
}

const firstPadded = (layers: readonly Layer[], stage: number) => slotCount - layers.length + stage;

type View = ReturnType<typeof follow<Peeled>>['views'][number];

const slotPart = ({ packet }: Pick<View, 'packet'>, name: keyof typeof slotAt) => part(packet, slotAt[name]);

/** The key that a view is for. */
function keyOf(view: View) {
  const keyId = slotPart(view, 'keyId');
  const key = Object.values(manifest.keys).find(({ keyid }) => keyid === keyId.toString('hex'));
  if (!key) throw new Error('a key that is not in the manifest');
  return { keyId, publicKey: hex(key.public_key), secret: hex(key.secret_key) };
}

function hopOf(view: View): Hop {
  const { keyId, publicKey } = keyOf(view);
  return { address: view.address, keyId, publicKey };
}

/** What the real client drew, in the order in which ours draws; but the keys of its boxes are known to nobody. */
function drawnIn(views: readonly View[]): Random {
  const [exit, ...onward] = views.toReversed();
  if (exit?.peeled.kind !== 'exit') throw new Error('the last view is no exit');
  const boxOf = (view: View) => [Buffer.alloc(32), slotPart(view, 'nonce'), slotPart(view, 'random')];
  const bytes = [
    ...onward.flatMap(({ peeled: { data } }) =>
      data.type === 'onward' ? [data.packetId, data.key, data.partialIv] : [],
    ),
    exit.packet.subarray(slotBytes, (1 + slotCount - views.length) * slotBytes),
    ...[exit.peeled.data.key, exit.peeled.data.iv, ...boxOf(exit)],
    ...onward.flatMap(boxOf),
  ];
  const numbers = [exit, ...onward].map(({ peeled: { data } }) => manifest.epoch_day - data.day);
  return replayedRandom(bytes, numbers);
}

/** Streams lie over boxes, and leave them where they are: all that they differ in differs there. */
function withoutBoxes(packet: Buffer, hops: number): Buffer {
  const rest = Buffer.from(packet);
  for (let index = 0; index < hops; index++)
    for (const name of ['ephemeralKey', 'box'] as const) part(slotOf(rest, index), slotAt[name]).fill(0);
  return rest;
}

const all = folders.flatMap((folder) =>
  readManifest(folder).vectors.map((vector) => [vector.id, { folder, ...vector }] as const),
);

describe('packets of the real client', () => {
  test.each(all)('%s opens hop by hop, to its plaintext', (_, { folder, ...vector }) => {
    const chunks = new Map<number, Buffer>();
    for (const { file, entry, decoded } of vector.packets) {
      const text = readVector(folder, file);
      const packet = readArmor(text, armor);
      expect(writeArmor(packet, armor)).toBe(text.toString());
      const { views, exit } = follow(packet, peelAt, entry);
      expect(views.map(({ peeled, address }) => asDecoded(peeled.data, address))).toEqual(decoded);
      chunks.set(exit.data.chunk, exit.payload);
    }
    const isDummy = vector.packets.some(({ decoded }) => decoded.at(-1)?.delivery === 255);
    expect(Buffer.concat([...chunks.values()])).toEqual(
      isDummy ? Buffer.alloc(0) : readVector(folder, vector.plaintext_file),
    );
  });

  test.each(all)('%s is padded as ours would be, at every hop', (_, { folder, packets }) => {
    for (const { file, entry } of packets) {
      const { views } = follow(readArmor(readVector(folder, file), armor), peelAt, entry);
      const fromExit = views.toReversed();
      const layers = fromExit.flatMap(({ peeled: { data } }) =>
        data.type === 'onward' ? [layerOf(data.key, data.partialIv)] : [],
      );
      fromExit.forEach(({ packet }, stage) => {
        expect(packet.subarray(firstPadded(layers, stage) * slotBytes, bodyAt)).toEqual(paddingOf(layers, stage));
      });
    }
  });

  test.each(all)(
    '%s is ours to the byte, drawn fields alike, but for the boxes, and so is what is in them',
    (_, { folder, ...vector }) => {
      for (const { file, entry } of vector.packets) {
        const packet = readArmor(readVector(folder, file), armor);
        const { views, exit } = follow(packet, peelAt, entry);
        const isDummy = exit.data.delivery === 'dummy';
        const payload = isDummy ? readVector(folder, vector.plaintext_file) : exit.payload;
        const ours = packPacket(payload, views.map(hopOf), exit.data, {
          random: drawnIn(views),
          day: manifest.epoch_day,
        });
        expect(withoutBoxes(ours, views.length).equals(withoutBoxes(packet, views.length))).toBe(true);
        for (const view of views)
          expect(writeSlotData(view.peeled.data)).toEqual(openSlot(slotOf(view.packet, 0), keyOf(view)));
      }
    },
  );

  test('are called by the keys of their hops', () => {
    for (const { keyid, public_key } of Object.values(manifest.keys))
      expect(keyIdOf(hex(public_key)).toString('hex')).toBe(keyid);
  });
});

/** What the real remailers said of each, by the file's name. */
const refusals: Readonly<Record<string, RemailerErrorCode>> = {
  'n1-body-bit.txt': 'altered',
  'n2-padslot-bit.txt': 'altered',
  'n3-box-bit.txt': 'altered',
  'n4-keyid.txt': 'unknown-key',
  'n5-armor-digest.txt': 'bad-digest',
};

describe('what the real remailers refused is refused', () => {
  test('every one of them', () => {
    const replay = ['n10-replay-a.txt', 'n10-replay-b.txt'];
    const told = [...Object.keys(refusals), ...replay].map((file) => `negative/${file}`);
    expect(manifest.negative.map(({ file }) => file).sort()).toEqual(told.sort());
    for (const folder of folders)
      expect(
        readManifest(folder)
          .negative.map(({ file }) => file)
          .sort(),
      ).toEqual(told);
  });

  test.each(Object.entries(refusals))('%s: %s', (file, code) => {
    const anybody = remailerWith(
      Object.values(manifest.keys).map(({ keyid, secret_key }) => ({ keyId: hex(keyid), secret: hex(secret_key) })),
      manifest.epoch_day,
    );
    const take = () => peelPacket(readArmor(readVector(golden, `negative/${file}`), armor), anybody);
    expect(take).toThrow(expect.objectContaining({ code }));
  });

  test('a packet that comes a second time', () => {
    const [first, again] = ['a', 'b'].map((one) =>
      readArmor(readVector(golden, `negative/n10-replay-${one}.txt`), armor),
    ) as [Buffer, Buffer];
    const remailer = remailerWith(
      Object.values(manifest.keys).map(({ keyid, secret_key }) => ({ keyId: hex(keyid), secret: hex(secret_key) })),
      manifest.epoch_day,
    );
    peelPacket(first, remailer);
    expect(() => peelPacket(again, remailer)).toThrow(expect.objectContaining({ code: 'replayed' }));
  });
});
