const unit: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `30m`, `1h` or `7d` as milliseconds; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const ms = match ? Number(match[1]) * (unit[match[2] ?? ''] ?? 0) : 0;
  return ms > 0 ? ms : undefined;
}

/** A key's life is 32 bits of seconds (RFC 9580 §5.2.3.13), 136 years: what is longer would wrap around. */
const longestLife = 100 * 365 * 86_400;

/** Reads a length of life such as `2y`, `18m` (months), `90d` as seconds, at most 100 years; undefined for anything else. */
export function readLife(text: string): number | undefined {
  const days: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30.5, y: 365 };
  const match = /^(\d{1,4})([dwmy])$/.exec(text);
  const seconds = match ? Number(match[1]) * (days[match[2] ?? ''] ?? 0) * 86_400 : 0;
  return seconds > 0 && seconds <= longestLife ? seconds : undefined;
}
