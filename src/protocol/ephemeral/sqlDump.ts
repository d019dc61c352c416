/** A value of a row: numbers as they are written, NULL as undefined. */
export type SqlValue = string | undefined;

/**
 * The rows of one table in a dump of SQLite's, a statement a line; undefined where a line of the table is of another form.
 * `columns`: how many a row has.
 */
export function readRows(dump: string, table: string, columns: number): SqlValue[][] | undefined {
  const begin = `INSERT INTO "${table}" VALUES(`;
  const rows: SqlValue[][] = [];
  for (const line of dump.split('\n')) {
    if (!line.startsWith(begin)) continue;
    const row = readValues(line, begin.length, columns);
    if (!row) return undefined;
    rows.push(row);
  }
  return rows;
}

function readValues(line: string, start: number, columns: number): SqlValue[] | undefined {
  const value = /(?:'([^']*(?:''[^']*)*)'|(-?[0-9]+)|NULL)(,|\);)/y;
  value.lastIndex = start;
  const row: SqlValue[] = [];
  for (let found = value.exec(line); found; found = value.exec(line)) {
    row.push(found[1]?.replaceAll("''", "'") ?? found[2]);
    if (found[3] === ');') return row.length === columns ? row : undefined;
    if (row.length === columns) return undefined;
  }
  return undefined;
}
