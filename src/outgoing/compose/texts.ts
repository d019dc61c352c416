import { isAscii } from 'node:buffer';
import { utf8 } from '../../base/bytes';
import { decodeText, readParam } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { isFile } from './fields';
import { cleanHtml } from './html';

/** A text as all nyms write it, in UTF-8, and the charset to name. */
export interface PlainlyWritten {
  readonly bytes: Buffer;
  readonly charset: 'us-ascii' | 'utf-8';
}

/** Charsets that are surely read right. What is in another one goes as it is. */
const known =
  /^(?:utf-?8|utf-16(?:le|be)?|(?:us-)?ascii|iso-8859-\d+|windows-\d+|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis|iso-2022-jp)?$/i;

/** Kinds of text whose charset stands in the header alone. */
const kinds = ['plain', 'html', 'enriched', 'calendar'];

/**
 * A text that is read in the mail itself, without what tells of the program that wrote it: its charset (which often names a
 * country), format=flowed, and what editors note in HTML. Undefined for other parts: a file's bytes are not ours to change, nor is a text
 * that OpenPGP has signed or encrypted in it.
 */
export function rewriteText(part: Part, body: Uint8Array): PlainlyWritten | undefined {
  if (part.type !== 'text' || isFile(part) || !kinds.includes(part.subtype)) return undefined;
  if (!known.test(readParam(part.params, 'charset') ?? '')) return undefined;
  const text = decodeText(part, body);
  if (part.subtype === 'plain' && holdsArmor(text)) return undefined;
  return writePlainly(clean(part, text.replace(/^\uFEFF/, '')));
}

export function writePlainly(text: string): PlainlyWritten {
  const bytes = utf8(text);
  return { bytes, charset: isAscii(bytes) ? 'us-ascii' : 'utf-8' };
}

/** A clear-signed text (RFC 9580 §7) is signed in its own charset, blanks at the ends of lines and all. */
function holdsArmor(text: string): boolean {
  return /^-----BEGIN PGP [A-Z ,/0-9]{1,40}-----/m.test(text);
}

function clean({ subtype, params }: Part, text: string): string {
  if (subtype === 'html') return cleanHtml(text);
  if (subtype !== 'plain') return text;
  return endOnce(readParam(params, 'format')?.toLowerCase() === 'flowed' ? unflow(text) : text);
}

/** Clients end a text with no line end, with one, or with several. Blanks at the ends of its lines stay: a patch has them. */
function endOnce(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end === 0 ? '' : `${text.slice(0, end)}\n`;
}

/**
 * Makes the lines of a format=flowed text ordinary ones: without the blank at their end that says "goes on" (but for the
 * signature mark, and a quoted line with nothing in it) and the one at their beginning that hides a "From " or ">" (RFC 3676
 * §4.2, §4.4). Thunderbird writes "> " before a quoted line and hides a "From " or a blank behind that once more.
 */
function unflow(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const full = line.startsWith(' ') ? line.slice(1) : line.replace(/^(>+ ) (?= |From )/, '$1');
      return /^(?:(?:>+ ?)?-- |>+ )\r?$/.test(full) ? full : full.replace(/ {1,8}(\r?)$/, '$1');
    })
    .join('\n');
}
