import { latin1 } from '../../base/bytes';
import { esubTest } from './esub';
import { hsubTest, matchesHsub, readHsub } from './hsub';

/** How a nym's owner finds articles by their subject (nymserv.md §5). JSON-serialisable. */
export type Selector =
  | { readonly scheme: 'hsub'; readonly passphrase: string }
  | { readonly scheme: 'plain'; readonly text: string }
  | { readonly scheme: 'esub'; readonly text: string; readonly key: string }
  /** No subject says anything: every article has to be tried with the key. */
  | { readonly scheme: 'trial' };

/** Whether an article under this subject may be its owner's. Always true for `trial`: only the key can tell. */
export function matchesSubject(selector: Selector, subject: string): boolean {
  if (selector.scheme === 'hsub') return matchesHsub(subject.trim(), selector.passphrase);
  return selector.scheme === 'trial' || textTest(selector)(subject.trim());
}

/**
 * A test of subjects against selectors: gives those that match, in their order, or none. Made once and used for every article: keys
 * and passphrases are prepared beforehand, and a subject's hex is read once. `trial` selectors match only where no other does.
 */
export function openMatcher<S extends Selector>(selectors: readonly S[]): (subject: string) => readonly S[] {
  const trials = selectors.filter(({ scheme }) => scheme === 'trial');
  const hsubs = selectors.filter((one): one is S & HsubSelector => one.scheme === 'hsub');
  const findHsubs = hsubTest(hsubs.map(({ passphrase }) => passphrase));
  const others = selectors.flatMap((one) =>
    one.scheme === 'plain' || one.scheme === 'esub' ? { one, test: textTest(one) } : [],
  );
  return (subject) => {
    const text = subject.trim();
    const hsub = readHsub(text);
    const found: S[] = hsub ? findHsubs(hsub).flatMap((index) => hsubs[index] ?? []) : [];
    for (const { one, test } of others) if (test(text)) found.push(one);
    return found.length > 0 ? inOrderOf(selectors, found) : trials;
  };
}

type HsubSelector = Extract<Selector, { scheme: 'hsub' }>;

function inOrderOf<S>(all: readonly S[], some: readonly S[]): readonly S[] {
  return some.length === 1 ? some : all.filter((one) => some.includes(one));
}

function textTest(selector: Extract<Selector, { text: string }>): (text: string) => boolean {
  if (selector.scheme === 'esub') return esubTest(selector.text, selector.key);
  const wanted = selector.text.trim();
  return (text) => isPlain(text, wanted);
}

/** A fixed subject as it is, or read one character a byte by a news client though the server wrote UTF-8. */
function isPlain(subject: string, text: string): boolean {
  return subject === text || (subject.length > text.length && latin1(subject).toString('utf8') === text);
}
