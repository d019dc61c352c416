import { decodeText, readStructure } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { Refusal } from '../letter';

/**
 * What the writer of a mail has written in it: its plain text with everything blanked that the mail client has put there, so that
 * line numbers stay true: quoted lines with the line that introduces them, and what follows a signature mark. Throws Refusal
 * where the mail has no plain text.
 */
export function ownWords(source: Buffer): string {
  const lines = plainText(source).split(/\r\n|\r|\n/);
  const end = lines.findIndex(endsText);
  const own = end < 0 ? lines : lines.slice(0, end);
  const introduced = introduction(own);
  return own.map((line, index) => (isQuoted(line) || introduced.has(index) ? '' : line)).join('\n');
}

function plainText(source: Buffer): string {
  const part = firstText(readStructure(source).root);
  if (!part) throw new Refusal('bad-request', 'Write to this address in plain text: the mail has none.');
  return decodeText(part, source.subarray(part.bodyStart, part.bodyEnd));
}

function firstText(part: Part): Part | undefined {
  if (part.type === 'text' && part.subtype === 'plain') return part;
  for (const child of part.parts) {
    const found = firstText(child);
    if (found) return found;
  }
  return undefined;
}

/** A signature mark, or Outlook's "-----Original Message-----"; what is signed inline begins with a mark of OpenPGP's own. */
function endsText(line: string): boolean {
  return line === '-- ' || line === '--' || (line.startsWith('-----') && !line.startsWith('-----BEGIN PGP'));
}

function isQuoted(line: string): boolean {
  return /^ ?>/.test(line);
}

/** Clients break "On Monday at noon, config@nym.test wrote:" into this many lines at most. */
const introductionLines = 3;

/** The numbers of the lines that say who wrote what is quoted: those right above, when they end with a colon and set nothing. */
function introduction(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let last = lines.findIndex(isQuoted) - 1;
  while (last >= 0 && lines[last]?.trim() === '') last--;
  if (!lines[last]?.trimEnd().endsWith(':')) return found;
  for (let at = last; at >= 0 && last - at < introductionLines; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || /^[\w-]+[ \t]*:[ \t]*\S/.test(line)) break;
    found.add(at);
  }
  return found;
}
