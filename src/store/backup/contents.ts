import { z } from 'zod';
import { damagedBackup } from './damaged';
import { limits } from './limits';

/** What a backup has inside: this list, and then the parts it names, in this order and without anything between them. */
export interface Contents {
  /** When it was made, ms since 1970. */
  readonly made: number;
  /** Of the program that made it. */
  readonly version: string;
  /** Bytes. */
  readonly config: number;
  readonly database: number;
}

const size = z.int().min(0);
const schema = z.strictObject({
  made: z.int(),
  version: z.string(),
  config: size.max(limits.configBytes),
  database: size,
});

/** Four bytes of length, big-endian, and JSON. */
export function writeContents(contents: Contents): Buffer {
  const text = Buffer.from(JSON.stringify(contents));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

export function readContentsLength(bytes: Buffer): number {
  const length = bytes.readUInt32BE();
  if (length > limits.contentsBytes) throw damagedBackup();
  return length;
}

/** Throws UserError where it is no such list: a program that is newer wrote it, or none of ours. */
export function readContents(bytes: Buffer): Contents {
  const parsed = schema.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success) throw damagedBackup();
  return parsed.data;
}
