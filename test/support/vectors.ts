import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../../shared/vectors');

/** The folder of the recorded vectors, or undefined (with one clear line) where this checkout has none. */
export function vectorsFolder(name: string): string | undefined {
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  process.stderr.write(`skipped: no recorded vectors at ${folder}\n`);
  return undefined;
}

export function readVector(folder: string, file: string): Buffer {
  return readFileSync(join(folder, file));
}
