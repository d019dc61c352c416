import { cleanFlags } from '../flags';

// A mail's file is called UNIQUE:2,FLAGS (cr.yp.to/proto/maildir.html): letters in the order of ASCII. Small ones are keywords,
// by their place in the folder's dovecot-keywords.

const letters: readonly (readonly [letter: string, flag: string])[] = [
  ['D', '\\Draft'],
  ['F', '\\Flagged'],
  ['P', '$Forwarded'],
  ['R', '\\Answered'],
  ['S', '\\Seen'],
  ['T', '\\Deleted'],
];

/** How many keywords a folder has letters for. */
export const keywordLetters = 26;

/** Writes flags as letters; `keywords` are the folder's, and those that are not among them are left out. */
export function writeLetters(flags: readonly string[], keywords: readonly string[]): string {
  const have = new Set(flags.map((flag) => flag.toLowerCase()));
  const plain = letters.flatMap(([letter, flag]) => (have.has(flag.toLowerCase()) ? [letter] : []));
  const own = keywords
    .slice(0, keywordLetters)
    .flatMap((keyword, i) => (have.has(keyword.toLowerCase()) ? [String.fromCharCode(0x61 + i)] : []));
  return [...plain, ...own].join('');
}

export interface FileName {
  /** The same as long as the mail is in the folder. */
  readonly unique: string;
  readonly flags: string[];
}

/** Reads the name of a file in `cur` or `new`; where a colon cannot be part of a name, programs write ; or ! for it. */
export function readFileName(name: string, keywords: readonly string[]): FileName {
  const at = Math.max(...[':2,', ';2,', '!2,'].map((mark) => name.lastIndexOf(mark)));
  if (at < 0) return { unique: name, flags: [] };
  const flags = Array.from(name.slice(at + 3)).flatMap((letter) => flagOf(letter, keywords) ?? []);
  return { unique: name.slice(0, at), flags: cleanFlags(flags) };
}

function flagOf(letter: string, keywords: readonly string[]): string | undefined {
  const plain = letters.find(([one]) => one === letter)?.[1];
  if (plain !== undefined) return plain;
  const place = letter.charCodeAt(0) - 0x61;
  return place >= 0 && place < keywordLetters ? keywords[place] : undefined;
}

/** What stands between the unique name and the flags. */
export const flagMark = process.platform === 'win32' ? ';2,' : ':2,';
