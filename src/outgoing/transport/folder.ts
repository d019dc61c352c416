import { constants } from 'node:fs';
import { access, mkdir, open, rename, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../base/errors';
import { flushFolder } from '../../base/wholeFile';
import type { Random } from '../../base/random';
import type { Outcome, Parcel, Transport } from '../letter';
import type { Way } from './way';

/** Another would be another folder wherever `run` is started. */
const wholePath = z.string().refine(isAbsolute, 'must be a whole path, such as "/media/me/stick/outgoing"');

/** The settings of `type = "folder"`: where the files go, to be carried on by hand or by another program. */
export const folder = z
  .strictObject({ type: z.literal('folder'), path: wholePath })
  .transform(({ type, path }): Way => ({
    type,
    folder: path,
    works: 'The folder can be written to.',
    remedy: 'Set "path" in the configuration to a folder that you can write to, on a disk with space.',
    open: ({ random }) => folderTransport(path, random),
  }));

/**
 * A folder of outer mails, one `.eml` file each, whole or not there at all, readable by their owner only. The names are random: they
 * tell neither nym nor order.
 */
export function folderTransport(path: string, random: Random): Transport {
  return {
    // until somebody carries it
    slow: true,
    send: ({ source }: Parcel) => told(path, () => write(path, random.bytes(12).toString('hex'), source)),
    check: () => told(path, async () => undefined),
  };
}

async function write(folder: string, name: string, bytes: Buffer): Promise<Outcome | undefined> {
  const unfinished = join(folder, `.${name}.part`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(unfinished);
    throw error;
  }
  await file.close();
  await rename(unfinished, join(folder, `${name}.eml`));
  return flushed(folder);
}

/** The new name itself has to be on disk before the letter counts as handed over; but it is there now, and must not be written again under another. */
function flushed(folder: string): Outcome | undefined {
  try {
    flushFolder(folder);
    return undefined;
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    const reason = `The letter was written into the outgoing folder, which then could not be flushed (${code}).`;
    return { result: 'unknown', reason, code };
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'There is no space left in the outgoing folder.',
  EACCES: 'The outgoing folder cannot be written to.',
  EROFS: 'The outgoing folder cannot be written to.',
  ENOTDIR: 'The outgoing folder is not a folder.',
};

/** Does `work` in a folder that can be written to, and read, as it must be to be flushed. 'taken' where that has nothing else to say. */
async function told(folder: string, work: () => Promise<Outcome | undefined>): Promise<Outcome> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.R_OK);
    return (await work()) ?? { result: 'taken' };
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    return { result: 'later', reason: reasons[code] ?? `The outgoing folder could not be written (${code}).`, code };
  }
}
