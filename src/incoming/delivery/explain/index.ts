// The bridge's plain words above a reply of the nym server: what it means, what is in force, what differs from what was asked, what to do.
import type { Reply } from '../../../protocol/nymserv';
import { explain } from './explain';
import type { Explained, Occasion } from './occasion';

/** An explanation as it stands in the mail, LF line ends, up to the line above the server's own words. */
export interface Explanation {
  readonly subject: string | undefined;
  readonly text: string;
}

/** Whether a reply is about the nym itself, and no mail that speaks for itself. */
export function isExplained({ kind }: Reply): boolean {
  return kinds.includes(kind);
}

const kinds: readonly Reply['kind'][] = ['created', 'changed', 'deleted', 'duplicate', 'reserved', 'no-recipient'];

/** Undefined where a reply speaks for itself. */
export function writeExplanation(occasion: Occasion): Explanation | undefined {
  const explained = explain(occasion);
  return explained && { subject: explained.subject, text: write(explained) };
}

function write({ paragraphs }: Explained): string {
  return `${paragraphs.map(wrapped).join('\n\n')}\n\n\n${line}\n\n`;
}

const line = '------------ What the nym server says, in its own words ------------';
const columns = 72;

/** Each line by itself; those that are indented stay as they are. */
function wrapped(paragraph: string): string {
  return paragraph.split('\n').map(wrapLine).join('\n');
}

function wrapLine(text: string): string {
  if (text.startsWith(' ')) return text;
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
