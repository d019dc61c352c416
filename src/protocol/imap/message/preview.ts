import { readBareText } from '../../html';
import { decodeText } from '../../mime';
import type { Part } from '../../mime';

/** RFC 8970 §3.1: at most so many characters, and 200 is what clients expect. */
const mostCharacters = 200;

/** What is encrypted has no preview, and its armor is not for reading (RFC 8970 §3.1). */
const armor = '-----BEGIN PGP MESSAGE-----';

/** The part that a preview is taken from: the first text that is not a file of its own, nor in a message attached. */
export function previewPart(part: Part): Part | undefined {
  if (part.disposition?.type === 'attachment') return undefined;
  if (part.type === 'text') return part.subtype === 'plain' || part.subtype === 'html' ? part : undefined;
  for (const child of part.parts) {
    const found = previewPart(child);
    if (found) return found;
  }
  return undefined;
}

/** The beginning of a part's text in one line (RFC 8970 §3.1), of HTML without the markup; '' where there is none. `bytes`: the first of its body. */
export function readPreview(part: Pick<Part, 'subtype' | 'encoding' | 'params'>, bytes: Buffer): string {
  const text = decodeText(part, bytes);
  if (text.trimStart().startsWith(armor)) return '';
  const line = oneLine(part.subtype === 'html' ? readBareText(text) : text);
  return Array.from(line.slice(0, 2 * mostCharacters))
    .slice(0, mostCharacters)
    .join('')
    .trimEnd();
}

/** No blanks in a row, no controls, nothing that turns the direction of writing, none of the fillers that newsletters hide behind their first words. */
function oneLine(text: string): string {
  return text
    .replace(/\p{Bidi_Control}|\u034f|[\u200b\u00ad\ufeff]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
