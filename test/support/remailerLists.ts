import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyIdOf } from '../../src/protocol/remailer/yamn/hashes';
import { temporaryFolder } from './folder';

// What directories and statistics say, written as their makers do.

/** Files with these texts; gives their paths. */
export function writeLists(texts: readonly string[]): string[] {
  const folder = temporaryFolder();
  return texts.map((text, i) => {
    const path = join(folder, `list${i}`);
    writeFileSync(path, text, 'latin1');
    return path;
  });
}

export interface KeyWishes {
  readonly name: string;
  readonly address?: string;
  /** One byte that the whole key is made of: another is another key. */
  readonly byte?: number;
  readonly caps?: string;
  readonly from?: string;
  readonly until?: string;
}

/** A YAMN key as in pubring.mix. */
export function yamnKey({ name, byte = name.charCodeAt(0), caps = '', ...more }: KeyWishes): string {
  const { address = `mix@${name}.test`, from = '2026-01-01', until = '2027-12-31' } = more;
  const key = Buffer.alloc(32, byte);
  const id = keyIdOf(key).toString('hex');
  const header = `${name} ${address} ${id} 4:0.2.5 ${caps} ${from} ${until}`;
  return `${header}\n\n-----Begin Mix Key-----\n${id}\n${key.toString('hex')}\n-----End Mix Key-----\n\n`;
}

/** YAMN statistics, made on the 27th of November 2026 at 00:00 unless told otherwise. */
export function yamnStatistics(
  rows: readonly (readonly [name: string, latency: string, reliability: string])[],
  made = 'Fri 27 Nov 2026 00:00:00 GMT',
): string {
  const lines = rows.map(
    ([name, latency, reliability]) =>
      `${name.padEnd(12)} 000000000000 ${latency.padStart(8)} ++++++++++++ ${reliability.padStart(6)}%`,
  );
  const head =
    'Mixmaster    Latent-Hist  Latent  Uptime-Hist   Uptime\n--------------------------------------------------------\n';
  return `Stats-Version: 2.0\nGenerated: ${made}\n${head}${lines.join('\n')}\n\n`;
}
