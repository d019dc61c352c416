import { readPageText } from '../../protocol/html';
import { decodeText } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { Refusal } from '../letter';
import { isFile } from './fields';

/**
 * The parts of a mail without its HTML, where its nym writes plain text: of several versions of one text the plain one, of HTML and what
 * is shown in it the text, and the pictures behind it. Nothing that was put into the mail gets lost but what only HTML can show.
 */
export function plainParts(part: Part): Part[] {
  if (part.subtype === 'alternative') return plainOf(part.parts);
  if (part.subtype !== 'related') return [part];
  const [root, ...shown] = part.parts;
  return [...(root ? plainParts(root) : []), ...shown];
}

/** RFC 2046 §5.1.4: the same in several forms, the plainest first. */
function plainOf(forms: readonly Part[]): Part[] {
  const flat = forms.map(inTurn);
  const chosen = flat.find((parts) => parts.some(isPlain)) ?? flat.find((parts) => parts.some(isHtml)) ?? flat[0] ?? [];
  const others = flat.filter((parts) => parts !== chosen).flat();
  return [...chosen, ...others.filter((one) => !isPlain(one) && !isHtml(one))];
}

/** Apple Mail writes a form of several parts, the HTML before a file and that behind it; so only what is no part of the text is left. */
function inTurn(form: Part): Part[] {
  return form.subtype === 'mixed' ? form.parts.flatMap(inTurn) : plainParts(form);
}

function isPlain(part: Part): boolean {
  return part.type === 'text' && part.subtype === 'plain' && !isFile(part);
}

/** HTML that is read in the mail itself; a page that is attached stays one. */
export function isHtml(part: Part): boolean {
  return part.type === 'text' && part.subtype === 'html' && !isFile(part);
}

/** The text in an HTML part, LF line ends. Throws Refusal where it is too long to be laid out: rather that than half of it. */
export function textInHtml(part: Part, body: Uint8Array): string {
  const { text, cut } = readPageText(decodeText(part, body), 'about:blank');
  if (!cut) return text;
  const message =
    'The HTML of this mail is too long to be sent as plain text. Write it as plain text, or set html=keep for this nym.';
  throw new Refusal('too-big', message);
}
