import { join } from 'node:path';
import { readSmall, writeWhole } from '../files';
import { cleanFlags } from '../flags';
import { limits } from '../limits';
import { keywordLetters } from './fileName';

const fileName = 'dovecot-keywords';

/** The keywords of a folder by their number (as Dovecot writes them: `0 $Label1`, a line each); holes are empty. */
export async function readKeywords(folder: string): Promise<string[]> {
  const text = (await readSmall(join(folder, fileName), limits.noteBytes)) ?? '';
  const keywords: string[] = Array.from({ length: keywordLetters }, () => '');
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const place = space > 0 && space < 4 ? Number(line.slice(0, space)) : NaN;
    const [keyword] = cleanFlags([line.slice(space + 1).trim()]);
    if (Number.isInteger(place) && place >= 0 && place < keywordLetters && keyword !== undefined)
      keywords[place] = keyword;
  }
  return keywords;
}

export async function writeKeywords(folder: string, keywords: readonly string[]): Promise<void> {
  const lines = keywords.flatMap((keyword, i) => (keyword === '' ? [] : [`${i} ${keyword}\n`]));
  await writeWhole(join(folder, fileName), [Buffer.from(lines.join(''))]);
}

/** Gives each keyword a place, as long as there are any. Says whether one was new. */
export function addKeywords(keywords: string[], wanted: readonly string[]): boolean {
  const have = new Set(keywords.map((keyword) => keyword.toLowerCase()));
  const fresh = wanted.filter((keyword) => !have.has(keyword.toLowerCase()));
  const added = fresh.filter((keyword) => {
    const place = keywords.indexOf('');
    if (place >= 0) keywords[place] = keyword;
    return place >= 0;
  });
  return added.length > 0;
}

const restName = 'nymbridge-keywords.json';

/** Keywords of mails in a folder that has no letters left for them, by the unique part of the mail's file name. */
export async function readRest(folder: string): Promise<Map<string, string[]>> {
  const text = await readSmall(join(folder, restName), limits.noteBytes);
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).map(([unique, keywords]) => [
        unique,
        cleanFlags(Array.isArray(keywords) ? keywords.map(String) : []),
      ]),
    );
  } catch {
    return new Map();
  }
}

export async function writeRest(folder: string, rest: ReadonlyMap<string, readonly string[]>): Promise<void> {
  await writeWhole(join(folder, restName), [Buffer.from(`${JSON.stringify(Object.fromEntries(rest), null, 1)}\n`)]);
}
