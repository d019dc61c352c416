import { createReadStream } from 'node:fs';
import { UserError } from '../../base/errors';
import { naming } from '../../base/namedFile';

/** A file with hundreds of keys is under it; what is larger is something else. */
const mostBytes = 4 * 1024 * 1024;

/** The bytes of a file, or of standard input for `-`. Throws UserError where there is no end to them. */
export async function readKeyFile(path: string): Promise<Buffer> {
  const stream = path === '-' ? createReadStream('', { fd: 0, autoClose: false }) : createReadStream(path);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > mostBytes) throw new UserError(`${path === '-' ? 'What was given' : path} is too large for a key.`);
      parts.push(part);
    }
  } catch (error) {
    throw naming(path, error);
  }
  return Buffer.concat(parts);
}
