import { md5 } from './ciphers';
import { addressBytes, blockBytes, dayMark, desKeyBytes, ivBytes, laterUnits, types } from './layout';
import { RemailerError } from '../errors';
import { malformed, readNextHop } from '../packet';
import type { Random } from '../../../base/random';

/** A hop's part of a packet: what the 328 bytes say (mixmaster.md §5.1). */
export type Block = OnwardBlock | ExitBlock;

interface AnyBlock {
  readonly packetId: Buffer;
  /** 3DES, of the later headers and the body. */
  readonly key: Buffer;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

export interface OnwardBlock extends AnyBlock {
  readonly type: 'onward';
  /** Of the 19 later units; the last one is the body's too. */
  readonly ivs: readonly Buffer[];
  readonly address: string;
}

export interface ExitBlock extends AnyBlock {
  readonly type: 'exit';
  readonly messageId: Buffer;
  readonly bodyIv: Buffer;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
}

/** In the clear; what is left of it is random. */
export function writeBlock(block: Block, random: Random): Buffer {
  const day = Buffer.alloc(2);
  day.writeUInt16LE(block.day);
  const said = Buffer.concat([
    block.packetId,
    block.key,
    ...(block.type === 'onward' ? onwardOf(block) : exitOf(block)),
    dayMark,
    day,
  ]);
  return Buffer.concat([said, md5(said), random.bytes(blockBytes - said.length - 16)]);
}

function onwardOf({ ivs, address }: OnwardBlock): Buffer[] {
  const padded = Buffer.alloc(addressBytes);
  padded.write(address, 'latin1');
  return [Buffer.from([types.onward]), ...ivs, padded];
}

function exitOf({ part, parts, messageId, bodyIv }: ExitBlock): Buffer[] {
  const type = parts === 1 ? [types.whole] : [types.part, part, parts];
  return [Buffer.from(type), messageId, bodyIv];
}

/** Throws `malformed`, `altered`. */
export function readBlock(block: Buffer): Block {
  const c = { block, at: 0 };
  const [packetId, key] = [take(c, 16), take(c, desKeyBytes)];
  const type = take(c, 1)[0];
  const said = type === types.onward ? readOnward(c) : readExit(c, type);
  if (!take(c, dayMark.length).equals(dayMark)) throw malformed('no day');
  const day = take(c, 2).readUInt16LE();
  const digest = md5(block.subarray(0, c.at));
  if (!take(c, 16).equals(digest))
    throw new RemailerError('altered', 'The header of the packet was changed on its way.');
  return { packetId, key, day, ...said };
}

interface BlockCursor {
  readonly block: Buffer;
  at: number;
}

function take(c: BlockCursor, length: number): Buffer {
  return c.block.subarray(c.at, (c.at += length));
}

function readOnward(c: BlockCursor) {
  const ivs = Array.from({ length: laterUnits }, () => take(c, ivBytes));
  const address = readNextHop(take(c, addressBytes));
  return { type: 'onward', ivs, address } as const;
}

function readExit(c: BlockCursor, type: number | undefined) {
  if (type !== types.whole && type !== types.part) throw malformed(`type ${type}`);
  const [part = 0, parts = 0] = type === types.part ? take(c, 2) : [1, 1];
  if (part === 0 || part > parts) throw malformed(`part ${part} of ${parts}`);
  return { type: 'exit', part, parts, messageId: take(c, 16), bodyIv: take(c, ivBytes) } as const;
}
