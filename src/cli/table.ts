/** For programs: the values as they are, and in escapes what would steer a screen: JSON itself escapes no more than U+0000 to U+001F. */
export function printJson(value: unknown): string {
  return escaped(JSON.stringify(value, null, 2));
}

/** The same on one line, for a program that reads line by line. */
export function jsonLine(value: unknown): string {
  return escaped(JSON.stringify(value));
}

function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Values of an object for a person: in the order of its properties, a dash for what is not there. */
function cellsOf(row: object): [string, string][] {
  return Object.entries(row).map(([name, value]) => [harmless(name), cellOf(value)]);
}

function cellOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? harmless(value) : '-';
}

/** What servers and strangers wrote must not steer the terminal: control characters and turns of direction become question marks. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '?');
}

/** A text of several lines for a person, its line ends kept: what else would steer the terminal becomes question marks. */
export function printText(text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t').map(harmless).join('\t'))
    .join('\n');
}

/** Rows of the same shape as JSON, or as columns two spaces apart with the names on top; `empty` stands for no rows at all. */
export function printRows(rows: readonly object[], json: boolean, empty: string): string {
  if (json) return printJson(rows);
  const [first] = rows;
  if (!first) return empty;
  const lines = [Object.keys(first).map(harmless), ...rows.map((row) => cellsOf(row).map(([, cell]) => cell))];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One thing as JSON, or as `name  value` lines. */
export function printFacts(facts: object, json: boolean): string {
  if (json) return printJson(facts);
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  return cellsOf(facts)
    .map(([name, cell]) => `${name.padEnd(width)}  ${cell}`)
    .join('\n');
}
