import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageFile = z.object({ version: z.string() });

/** This program's version, as package.json has it. */
export const version = packageFile.parse(
  JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')),
).version;
