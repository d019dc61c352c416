const unit: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `30m`, `1h` or `7d` as milliseconds; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const ms = match ? Number(match[1]) * (unit[match[2] ?? ''] ?? 0) : 0;
  return ms > 0 ? ms : undefined;
}
