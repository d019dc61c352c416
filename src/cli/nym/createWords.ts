import { UserError } from '../../base/errors';
import { nearestName, type PassphraseWish } from '../../bridge';
import { readPassphraseWord, shown } from './values';

/** How the nym's mail is to be recognised, with 'ask' where a passphrase is to be typed hidden. */
export type SubjectWords =
  | { readonly scheme: 'hsub'; readonly passphrase: PassphraseWish | 'ask' }
  | { readonly scheme: 'plain'; readonly text: string }
  | { readonly scheme: 'none' };

/** Reads `--subject`: `hsub`, `hsub:ask`, `hsub:PASSPHRASE`, `plain:TEXT` or `none`. Throws UserError for anything else. */
export function readSubject(words: string): SubjectWords {
  const colon = words.indexOf(':');
  const scheme = (colon < 0 ? words : words.slice(0, colon)).trim().toLowerCase();
  const rest = colon < 0 ? undefined : words.slice(colon + 1);
  if (scheme === 'none' && rest === undefined) return { scheme };
  if (scheme === 'plain') return { scheme, text: plainText(rest) };
  if (scheme === 'hsub') return { scheme, passphrase: rest === undefined ? 'random' : hsubPassphrase(rest) };
  const nearest = nearestName(scheme, ['hsub', 'plain', 'none']);
  const guess = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UserError(`--subject "${shown(scheme)}": give hsub, hsub:ask, plain:TEXT or none.${guess}`);
}

function plainText(text = ''): string {
  if (text.trim() !== '') return text;
  throw new UserError("--subject plain needs its text: --subject 'plain:news from the zoo'.");
}

function hsubPassphrase(text: string): PassphraseWish | 'ask' {
  const wish = readPassphraseWord('--subject hsub:', text);
  if (wish === null) throw new UserError('For a nym without an hSub give --subject none, or plain:TEXT.');
  return wish;
}

/** Reads `--symmetric`, alone (true) or with a word behind it: the address, where that stands last. */
export function readSymmetric(word: string | true): PassphraseWish | 'ask' {
  return word === true ? 'random' : readPassphraseWord('--symmetric', word);
}
