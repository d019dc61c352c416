/** One row of a listing: what `--json` prints, and in this order the columns of the table. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as JSON, or as columns two spaces apart with the names on top; `empty` stands for no rows at all. */
export function printRows(rows: readonly Row[], json: boolean, empty: string): string {
  if (json) return JSON.stringify(rows, null, 2);
  const [first] = rows;
  if (!first) return empty;
  const names = Object.keys(first);
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '-')))];
  const widths = names.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  return cells.map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** One thing as JSON, or as `name  value` lines. */
export function printFacts(facts: Row, json: boolean): string {
  if (json) return JSON.stringify(facts, null, 2);
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  return Object.entries(facts)
    .map(([name, value]) => `${name.padEnd(width)}  ${String(value ?? '-')}`)
    .join('\n');
}
