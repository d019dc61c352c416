import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { codeOf } from '../../base/errors';
import type { Directories, DirectoryKey, DirectoryRow } from '../../store';
import { limits } from './limits';
import type { RemailersSettings } from './settings';

export type Format = DirectoryKey['format'];
export type What = DirectoryKey['what'];
export type Source = DirectoryKey;

export const formats: readonly Format[] = ['yamn', 'mixmaster'];

/** What a source has to say, as far as it is known. */
export interface Copy extends Source {
  readonly bytes: Buffer | undefined;
  /** Since when it says so, in ms since 1970. */
  readonly at: number | undefined;
  /** Why there is no newer copy. */
  readonly failure: string | undefined;
}

/** What was read in by hand is known by a name that begins so; no place does. */
export const importedMark = 'imported: ';

/** What messages to oneself have shown. */
export function ownSource(format: Format): Copy {
  return { format, what: 'statistics', source: 'own pings', bytes: undefined, at: undefined, failure: undefined };
}

/** The configured places, each list in its order. */
export function configuredSources(settings: RemailersSettings): Source[] {
  return formats.flatMap((format) =>
    (['pubring', 'statistics'] as const).flatMap((what) =>
      [...new Set(settings[format][what])].map((source) => ({ format, what, source })),
    ),
  );
}

export const isImported = ({ source }: Source) => source.startsWith(importedMark);

export const isFile = ({ source }: Source) => isAbsolute(source);

/** Files as they are now; of other places the last good copy; and what was read in by hand. */
export function copiesOf(settings: RemailersSettings, directories: Directories): Copy[] {
  const rows = directories.all();
  const configured = configuredSources(settings).map((source) =>
    isFile(source)
      ? readCopy(source)
      : copyOf(
          source,
          rows.find((row) => isSame(row, source)),
        ),
  );
  const imported = rows.filter(isImported).map((row) => copyOf(row, row));
  return [...configured, ...imported];
}

export function isSame(one: Source, other: Source): boolean {
  return one.format === other.format && one.what === other.what && one.source === other.source;
}

function copyOf({ format, what, source }: Source, row: DirectoryRow | undefined): Copy {
  const failure = row ? row.failure : 'It has not been fetched yet.';
  return { format, what, source, bytes: row?.bytes, at: row?.hadAt, failure };
}

function readCopy(source: Source): Copy {
  try {
    const { size, mtimeMs } = statSync(source.source);
    if (size > limits.fileBytes) return without(source, `The file is longer than ${limits.fileBytes} bytes.`);
    return { ...source, bytes: readFileSync(source.source), at: mtimeMs, failure: undefined };
  } catch (error) {
    return without(source, `The file cannot be read (${codeOf(error) ?? 'error'}).`);
  }
}

const without = (source: Source, failure: string): Copy => ({ ...source, bytes: undefined, at: undefined, failure });
