import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readArmor, writeArmor } from '../../../src/protocol/remailer/armor';
import { armor } from '../../../src/protocol/remailer/mixmaster/armor';
import type { Random } from '../../../src/base/random';
import { writeBlock } from '../../../src/protocol/remailer/mixmaster/block';
import type { Block } from '../../../src/protocol/remailer/mixmaster/block';
import { decrypt3des } from '../../../src/protocol/remailer/mixmaster/ciphers';
import { headerLength, openRsa, readHeader } from '../../../src/protocol/remailer/mixmaster/header';
import type { SecretKey } from '../../../src/protocol/remailer/mixmaster/header';
import { openLarge } from '../../../src/protocol/remailer/mixmaster/large';
import {
  desKeyBytes,
  headerBytes,
  isKeyBits,
  ivBytes,
  laterUnits,
  sealedAt,
  sealedBytes,
  unitBytes,
} from '../../../src/protocol/remailer/mixmaster/layout';
import { packPacket } from '../../../src/protocol/remailer/mixmaster/pack';
import { readPayload, writePayload } from '../../../src/protocol/remailer/mixmaster/payload';
import { peelPacket } from '../../../src/protocol/remailer/mixmaster/peel';
import type { Peeled } from '../../../src/protocol/remailer/mixmaster/peel';
import { part } from '../../../src/protocol/remailer/packet';
import { follow } from '../../support/packetWay';
import { replayedRandom, seededRandom } from '../../support/random';
import { rsaKeyOf } from '../../support/rsaKey';
import { readVector, vectorsFolder } from '../../support/vectors';

/** The fields of a hop as an independent decoder has read them; bytes in hex. */
type Decoded = Readonly<Record<string, string | number | boolean | readonly string[]>>;

interface Manifest {
  readonly epoch_day: number;
  readonly keys: Readonly<
    Record<string, { address: string; keyid: string; bits: number; n: string; e: string; d: string }>
  >;
  readonly vectors: readonly {
    readonly id: string;
    readonly payload_file: string;
    readonly gzip: boolean;
    readonly destinations: readonly string[];
    readonly headers: readonly string[];
    readonly text_sha256: string;
    readonly packets: readonly {
      readonly file: string;
      readonly entry: string;
      readonly decoded: readonly Decoded[];
    }[];
  }[];
}

const golden = join(__dirname, '../../golden/mixmaster');
const folders = [golden, ...[vectorsFolder('mixmaster')].flatMap((folder) => (folder === undefined ? [] : [folder]))];
const readManifest = (folder: string) => JSON.parse(readVector(folder, 'manifest.json').toString()) as Manifest;
const manifest = readManifest(golden);

const secretKeys = new Map(
  Object.values(manifest.keys).map(({ address, keyid, bits, ...numbers }): [string, SecretKey] => {
    if (!isKeyBits(bits)) throw new Error(`a key of ${bits} bits`);
    return [address, { keyId: Buffer.from(keyid, 'hex'), bits, key: rsaKeyOf(numbers) }];
  }),
);

/** At the remailer of an address, that has seen nothing yet. */
function peelAt(address: string, packet: Buffer) {
  const key = secretKeys.get(address);
  return peelPacket(packet, {
    keyOf: (id) => (key?.keyId.equals(id) ? key : undefined),
    isNew: () => true,
    day: manifest.epoch_day,
    random: seededRandom(address),
  });
}

/** What the manifest tells too of a hop, by its names. */
function asDecoded(block: Block, address: string): Decoded {
  const { packetId, key, day } = block;
  const any = { address, packet_id: packetId.toString('hex'), key: key.toString('hex'), day };
  if (block.type === 'onward')
    return { ...any, type: 0, next_hop: block.address, ivs: block.ivs.map((iv) => iv.toString('hex')) };
  const exit = { ...any, message_id: block.messageId.toString('hex'), body_iv: block.bodyIv.toString('hex') };
  return block.parts === 1 ? { ...exit, type: 1 } : { ...exit, type: 2, packet: block.part, packets: block.parts };
}

type View = ReturnType<typeof follow<Peeled>>['views'][number];

/** What a remailer finds that knows all that was drawn for it. */
function insideOf({ packet, address }: Pick<View, 'packet' | 'address'>) {
  const key = secretKeys.get(address);
  if (!key) throw new Error(`nobody is at ${address}`);
  const isClassic = key.bits === 1024;
  const header = readHeader(packet, key);
  const sealed = openRsa(key, header.rsa, isClassic ? desKeyBytes : sealedBytes);
  const later = packet.subarray(headerLength(key), headerBytes);
  const came = { block: header.block, body: packet.subarray(headerBytes), later };
  const texts = isClassic ? came : openLarge(came, sealed);
  const session = part(sealed, sealedAt.session);
  const rsaEnd = 17 + key.bits / 8;
  const rest = packet.subarray(rsaEnd + header.iv.length + header.block.length, headerLength(key));
  return { key, isClassic, sealed, session, iv: header.iv, texts, rest, rsaEnd };
}

const blockOf = (view: View) => {
  const { session, iv, texts } = insideOf(view);
  return decrypt3des(session, iv, texts.block);
};

/** What the real client drew for a hop, in the order in which ours draws. */
function drawnFor(view: View): Buffer[] {
  const { isClassic, sealed, session, iv, texts, rest } = insideOf(view);
  const { data } = view.peeled;
  const isExit = data.type === 'exit';
  const unread = Array.from({ length: laterUnits - 1 }, () => Buffer.alloc(ivBytes));
  const ivs = isExit ? [...unread, data.bodyIv] : data.ivs;
  const block = blockOf(view);
  const said = writeBlock(data, { bytes: () => Buffer.alloc(0), below: () => 0 }).length;
  const nobodys = Buffer.concat([texts.later, Buffer.alloc(unitBytes)]).subarray(0, laterUnits * unitBytes);
  return [
    ...[data.key, ...ivs.slice(-1), ...ivs.slice(0, -1)],
    ...(isExit ? [nobodys] : [data.packetId]),
    ...[block.subarray(said), session, iv],
    ...(isClassic ? [] : [part(sealed, sealedAt.hmacKey), part(sealed, sealedAt.preKey)]),
    ...(!isClassic && isExit ? [part(sealed, sealedAt.headerMac)] : []),
    rest,
  ];
}

function drawnIn(views: readonly View[], payload: Buffer): Random {
  const fromExit = views.toReversed();
  const [exit] = fromExit;
  if (exit?.peeled.kind !== 'exit') throw new Error('the last view is no exit');
  const body = decrypt3des(exit.peeled.data.key, exit.peeled.data.bodyIv, insideOf(exit).texts.body);
  const bytes = [body.subarray(4 + payload.length), ...fromExit.flatMap(drawnFor)];
  const numbers = fromExit.map(({ peeled: { data } }) => manifest.epoch_day - data.day);
  return replayedRandom(bytes, numbers);
}

/** RSA's padding is drawn by OpenSSL itself. What it differs in lies in the headers of later hops as well, and there spreads. */
function withoutRsa(packet: Buffer, views: readonly View[]): Buffer {
  const [entry] = views;
  if (!entry) throw new Error('there is no view');
  const { key, rsaEnd } = insideOf(entry);
  const rest = Buffer.from(packet);
  rest.fill(0, 17, rsaEnd);
  return views.length === 1 ? rest : rest.fill(0, headerLength(key), headerBytes);
}

const all = folders.flatMap((folder) =>
  readManifest(folder).vectors.map((vector) => [vector.id, { folder, ...vector }] as const),
);

describe('packets of the real client', () => {
  test.each(all)('%s opens hop by hop, to its payload', (_, { folder, packets, payload_file }) => {
    const payloads = packets.map(({ file, entry, decoded }) => {
      const text = readVector(folder, file);
      const packet = readArmor(text, armor);
      expect(writeArmor(packet, armor)).toBe(text.toString());
      const { views, exit } = follow(packet, peelAt, entry);
      const hops = views.map(({ peeled, address }) => asDecoded(peeled.data, address));
      expect(hops).toHaveLength(decoded.length);
      expect(decoded.map((told, i) => ({ ...told, ...hops[i] }))).toEqual(decoded);
      return exit.payload;
    });
    expect(Buffer.concat(payloads)).toEqual(readVector(folder, payload_file));
  });

  test.each(all)('%s is ours to the byte, drawn fields alike, but for what RSA pads', (_, { folder, packets }) => {
    for (const { file, entry } of packets) {
      const packet = readArmor(readVector(folder, file), armor);
      const { views, exit } = follow(packet, peelAt, entry);
      const chain = views.map(({ address, ...view }) => ({ ...insideOf({ address, ...view }).key, address }));
      const around = { random: drawnIn(views, exit.payload), day: manifest.epoch_day };
      const ours = packPacket(exit.payload, chain, exit.data, around);
      expect(withoutRsa(ours, views).equals(withoutRsa(packet, views))).toBe(true);
      // the blocks of later hops lie where that spreads
      for (const view of views) {
        const block = blockOf(view);
        const drawn = { bytes: (length: number) => block.subarray(block.length - length), below: () => 0 };
        expect(writeBlock(view.peeled.data, drawn).equals(block)).toBe(true);
      }
    }
  });

  test.each(all)('%s holds what its writer gave, and is written by us as by the real client', (_, vector) => {
    const bytes = readVector(vector.folder, vector.payload_file);
    const payload = readPayload(bytes);
    const { destinations, headers, text } = payload;
    expect({ destinations, headers }).toEqual({ destinations: vector.destinations, headers: vector.headers });
    expect(createHash('sha256').update(text).digest('hex')).toBe(vector.text_sha256);
    // how well a text is packed is everybody's own affair
    const written = writePayload(payload, false);
    const alike = vector.gzip ? written.length - text.length : written.length;
    expect(written.subarray(0, alike)).toEqual(bytes.subarray(0, alike));
    expect(written.length === bytes.length).toBe(!vector.gzip);
  });
});
