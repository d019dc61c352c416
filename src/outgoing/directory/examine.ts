import { mixmaster, yamn } from '../../protocol/remailer';
import type { Format, Source } from './sources';

const readers = { yamn, mixmaster } as const satisfies Readonly<Record<Format, unknown>>;

/** How many remailers a file says something of that can be used at `now`. */
export function countIn({ format, what }: Omit<Source, 'source'>, bytes: Uint8Array, now: number): number {
  return what === 'pubring'
    ? readers[format].readPubring(bytes, now).remailers.length
    : readers[format].readStatistics(bytes).standings.size;
}

/** Names in a file, each once. */
export function namesIn({ format, what }: Omit<Source, 'source'>, bytes: Uint8Array, now: number): string[] {
  const names =
    what === 'pubring'
      ? readers[format].readPubring(bytes, now).remailers.map(({ name }) => name)
      : [...readers[format].readStatistics(bytes).standings.keys()];
  return [...new Set(names)].sort();
}
