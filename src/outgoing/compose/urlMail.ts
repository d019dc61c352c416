import { readUrlBody } from '../../protocol/nymserv';
import { Refusal } from '../letter';
import { subjectWord } from './configMail';
import { ownWords } from './ownWords';
import { refusing } from './refusing';
import type { PageWishes } from './requests';

/**
 * The pages that a mail to `url@` asks for, one a line, and in which form: as text where a line says `as: text` or the subject is
 * `text`. Throws Refusal.
 */
export function readUrlMail(source: Buffer): PageWishes {
  const { form, text } = takeForm(ownWords(source));
  const urls = refusing(() => readUrlBody(text));
  return { urls, form: form ?? (subjectWord(source) === 'text' ? 'text' : 'page') };
}

/** Takes the line `as: text` (or `as: page`) out; the line stays, empty. */
function takeForm(text: string): { readonly form: PageWishes['form']; readonly text: string } {
  let form: PageWishes['form'];
  const lines = text.split('\n').map((line, index) => {
    const value = /^\s{0,20}as\s{0,20}:\s{0,20}(\w*)/i.exec(line)?.[1]?.toLowerCase();
    if (value === undefined) return onePage(line);
    if (value !== 'text' && value !== 'page')
      throw new Refusal('bad-request', `Line ${index + 1}: "as" is either text or page.`);
    form = value;
    return '';
  });
  return { form, text: lines.join('\n') };
}

/** `<http://a>` is http://a, and so is `http://a <http://a>`, which clients make of a link. */
function onePage(line: string): string {
  const words = line.trim().split(/\s+/);
  const bare = words.map((word) => (word.startsWith('<') && word.endsWith('>') ? word.slice(1, -1) : word));
  return bare.length === 2 && bare[0] === bare[1] ? (bare[0] ?? '') : bare.join(' ');
}
