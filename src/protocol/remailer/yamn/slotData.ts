import { RemailerError } from '../errors';
import { malformed, part, readNextHop } from '../packet';
import { dataAt, dataBytes, deliveries, exitAt, onwardAt, packetVersion, slotTypes } from './layout';

/** A hop's part of a packet (yamn.md §5.2). */
export type SlotData = OnwardData | ExitData;

interface AnyHop {
  readonly packetId: Buffer;
  /** AES-256. */
  readonly key: Buffer;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  /** Over all that follows the hop's own slot. */
  readonly antiTag: Buffer;
}

export interface OnwardData extends AnyHop {
  readonly type: 'onward';
  readonly partialIv: Buffer;
  /** Where the packet goes from here. */
  readonly address: string;
}

export interface ExitData extends AnyHop {
  readonly type: 'exit';
  readonly iv: Buffer;
  /** From 1. */
  readonly chunk: number;
  readonly chunks: number;
  readonly messageId: Buffer;
  /** Of the payload in this packet, in bytes. */
  readonly length: number;
  readonly delivery: keyof typeof deliveries;
}

/** 160 bytes, for the box. */
export function writeSlotData(hop: SlotData): Buffer {
  const data = Buffer.alloc(dataBytes);
  data[dataAt.version] = packetVersion;
  data[dataAt.type] = slotTypes[hop.type];
  part(data, dataAt.packetId).set(hop.packetId);
  part(data, dataAt.key).set(hop.key);
  data.writeUInt16LE(hop.day, dataAt.day);
  part(data, dataAt.antiTag).set(hop.antiTag);
  const info = part(data, dataAt.info);
  if (hop.type === 'onward') writeOnward(info, hop);
  else writeExit(info, hop);
  return data;
}

function writeOnward(info: Buffer, { partialIv, address }: OnwardData): void {
  part(info, onwardAt.partialIv).set(partialIv);
  part(info, onwardAt.address).set(Buffer.from(address, 'latin1'));
}

function writeExit(info: Buffer, { iv, chunk, chunks, messageId, length, delivery }: ExitData): void {
  part(info, exitAt.iv).set(iv);
  info[exitAt.chunk] = chunk;
  info[exitAt.chunks] = chunks;
  part(info, exitAt.messageId).set(messageId);
  info.writeUInt32LE(length, exitAt.length);
  info[exitAt.delivery] = deliveries[delivery];
}

/** The id alone: what has been seen is dropped before anything else is looked at (yamn.md §5.5). Throws `unknown-version`. */
export function packetIdOf(data: Buffer): Buffer {
  if (data[dataAt.version] !== packetVersion)
    throw new RemailerError(
      'unknown-version',
      `The packet is of version ${data[dataAt.version]}, not ${packetVersion}.`,
    );
  return part(data, dataAt.packetId);
}

export const antiTagOf = (data: Buffer): Buffer => part(data, dataAt.antiTag);
export const dayOf = (data: Buffer): number => data.readUInt16LE(dataAt.day);

/** Throws `malformed`. */
export function readSlotData(data: Buffer): SlotData {
  const info = part(data, dataAt.info);
  const hop = {
    packetId: packetIdOf(data),
    key: part(data, dataAt.key),
    day: dayOf(data),
    antiTag: antiTagOf(data),
  };
  const type = data[dataAt.type];
  if (type === slotTypes.onward) return { type: 'onward', ...hop, ...readOnward(info) };
  if (type === slotTypes.exit) return { type: 'exit', ...hop, ...readExit(info) };
  throw malformed(`type ${type}`);
}

function readOnward(info: Buffer) {
  const address = readNextHop(part(info, onwardAt.address));
  return { partialIv: part(info, onwardAt.partialIv), address };
}

function readExit(info: Buffer) {
  const chunk = info[exitAt.chunk] ?? 0;
  const chunks = info[exitAt.chunks] ?? 0;
  if (chunk === 0 || chunk > chunks) throw malformed(`chunk ${chunk} of ${chunks}`);
  const code = info[exitAt.delivery];
  const delivery = (['mail', 'dummy'] as const).find((name) => deliveries[name] === code);
  if (!delivery) throw malformed(`delivery ${code}`);
  const length = info.readUInt32LE(exitAt.length);
  return { iv: part(info, exitAt.iv), chunk, chunks, messageId: part(info, exitAt.messageId), length, delivery };
}
