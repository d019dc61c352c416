import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readArmor, writeArmor } from '../../../src/protocol/remailer/armor';
import { armor } from '../../../src/protocol/remailer/mixmaster/armor';
import type { Block } from '../../../src/protocol/remailer/mixmaster/block';
import type { SecretKey } from '../../../src/protocol/remailer/mixmaster/header';
import { isKeyBits } from '../../../src/protocol/remailer/mixmaster/layout';
import { peelPacket } from '../../../src/protocol/remailer/mixmaster/peel';
import { follow } from '../../support/packetWay';
import { seededRandom } from '../../support/random';
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
});
