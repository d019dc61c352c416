import { join } from 'node:path';
import { UserError } from '../base/errors';
import { type Random, randomPlainText } from '../base/random';
import { readSmall, writeWhole } from './files';
import { limits } from './limits';

/** Our note in a folder that mail was exported to. */
export interface Note {
  /** Tells this copy from every other: a copy that is thrown away is not remembered. */
  readonly id: string;
  /** Mailbox names by name on disk, of those that cannot be told from it. */
  readonly folders: Readonly<Record<string, string>>;
}

/** With a dot: programs take every other file beside mboxes for an mbox. */
export const noteName = '.nymbridge-export.json';

/** The note in a folder, or undefined where there is none. Throws UserError where there is one that is not ours. */
export async function readNote(folder: string): Promise<Note | undefined> {
  const path = join(folder, noteName);
  const text = await readSmall(path, limits.noteBytes);
  if (text === undefined) return undefined;
  const note = parseNote(text);
  if (note) return note;
  throw new UserError(
    `${path} cannot be read. Take it away, or choose another folder: without it everything is exported anew.`,
  );
}

function parseNote(text: string): Note | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || typeof value.id !== 'string' || !isObject(value.folders)) return undefined;
    const names = Object.entries(value.folders).flatMap(([disk, name]) =>
      typeof name === 'string' && staysInside(disk) ? [[disk, name] as const] : [],
    );
    return { id: value.id, folders: Object.fromEntries(names) };
  } catch {
    return undefined;
  }
}

/** Our names do. A note that somebody else wrote into a folder that was handed on may say anything. */
function staysInside(disk: string): boolean {
  return !/\p{Cc}/u.test(disk) && disk.split(/[/\\]/).every((level) => level !== '.' && level !== '..');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function newNote(random: Random): Note {
  return { id: randomPlainText(random, 26), folders: {} };
}

export async function writeNote(folder: string, note: Note): Promise<void> {
  await writeWhole(join(folder, noteName), [Buffer.from(`${JSON.stringify(note, null, 1)}\n`)]);
}
