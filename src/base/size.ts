const unit: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

/** Reads `500 MiB`, `1GiB` or `0` as bytes; undefined for anything else. */
export function readSize(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^(\d{1,6}) ?([KMGT]iB)$/.exec(text);
  return match ? Number(match[1]) * (unit[match[2] ?? ''] ?? 0) : undefined;
}
