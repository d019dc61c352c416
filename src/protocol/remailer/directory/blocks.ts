import { limits } from './limits';
import { readLines } from './lines';
import type { Faults, Line } from './lines';

const begin = '-----Begin Mix Key-----';
const end = '-----End Mix Key-----';

/** A key of a directory: its header line's fields, and the lines between its marks. */
export interface KeyBlock {
  /** Of the header line, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Both formats write keys so: a header line, a blank one, and the key between marks (yamn.md §2, mixmaster.md §2). `fieldsOf` gives the fields of
 * a header line, or undefined for any other line, which is passed over.
 */
export function readBlocks(
  file: Uint8Array,
  fieldsOf: (line: string) => readonly string[] | undefined,
  faults: Faults,
): KeyBlock[] {
  const blocks: KeyBlock[] = [];
  let header: Pick<KeyBlock, 'line' | 'fields'> | undefined;
  const lines = readLines(file, faults);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (!line) break;
    const fields = fieldsOf(line.text);
    if (line.text !== begin && !fields) continue;
    if (fields) {
      if (header) faults.add(header.line, 'a header line without a key');
      header = { line: line.number, fields };
      continue;
    }
    const key = keyAt(lines, at + 1);
    if (!key) faults.add(line.number, 'a key without an end');
    else if (header) blocks.push({ ...header, lines: key });
    else faults.add(line.number, 'a key without a header line');
    header = undefined;
    at += key?.length ?? 0;
  }
  if (header) faults.add(header.line, 'a header line without a key');
  return blocks;
}

/** The lines up to the end of a key, if it has one before the next begins. */
function keyAt(lines: readonly Line[], at: number): string[] | undefined {
  const key = lines.slice(at, at + limits.keyLines).map(({ text }) => text);
  const length = key.findIndex((text) => text === end || text === begin);
  return key[length] === end ? key.slice(0, length) : undefined;
}

/** As `readBlocks` reads it. */
export function writeBlock({ fields, lines }: Pick<KeyBlock, 'fields' | 'lines'>): string {
  return [fields.join(' '), '', begin, ...lines, end, '', ''].join('\n');
}
