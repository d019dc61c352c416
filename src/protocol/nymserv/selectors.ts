import { latin1 } from '../../base/bytes';
import { unreachable } from '../../base/errors';
import { esubTest } from './esub';
import { hsubTest, readHsub } from './hsub';

/** How a nym's owner finds articles by their subject (nymserv.md §5). JSON-serialisable. */
export type Selector =
  | { readonly scheme: 'hsub'; readonly passphrase: string }
  | { readonly scheme: 'plain'; readonly text: string }
  | { readonly scheme: 'esub'; readonly text: string; readonly key: string }
  /** No subject says anything: every article has to be tried with the key. */
  | { readonly scheme: 'trial' };

/** Whether an article under this subject may be its owner's. Always true for `trial`: only the key can tell. */
export function matchesSubject(selector: Selector, subject: string): boolean {
  return openMatcher([selector])(subject) !== undefined;
}

/**
 * A test of one subject against many selectors: gives the first that matches. Made once and used for every article:
 * keys and passphrases are prepared beforehand, and a subject's hex is read once. `trial` selectors match only where no other does.
 */
export function openMatcher<S extends Selector>(selectors: readonly S[]): (subject: string) => S | undefined {
  const trial = selectors.find((one) => one.scheme === 'trial');
  const tests = selectors.filter((one) => one.scheme !== 'trial').map((one) => ({ one, test: subjectTest(one) }));
  return (subject) => {
    const candidate = takeApart(subject);
    return tests.find(({ test }) => test(candidate))?.one ?? trial;
  };
}

interface Candidate {
  readonly subject: string;
  readonly text: string;
  readonly hsub: ReturnType<typeof readHsub>;
}

let last: Candidate = { subject: '', text: '', hsub: undefined };

/** Each nym has a matcher of its own, and all are asked about the same subject one after the other: it is read once for all. */
function takeApart(subject: string): Candidate {
  if (last.subject !== subject) last = { subject, text: subject.trim(), hsub: readHsub(subject.trim()) };
  return last;
}

function subjectTest(selector: Selector): (candidate: Candidate) => boolean {
  switch (selector.scheme) {
    case 'hsub': {
      const test = hsubTest(selector.passphrase);
      return ({ hsub }) => hsub !== undefined && test(hsub);
    }
    case 'esub': {
      const test = esubTest(selector.text, selector.key);
      return ({ text }) => test(text);
    }
    case 'plain':
      return ({ text }) => isPlain(text, selector.text.trim());
    case 'trial':
      return () => true;
    default:
      return unreachable(selector);
  }
}

/** A fixed subject as it is, or read one character a byte by a news client though the server wrote UTF-8. */
function isPlain(subject: string, text: string): boolean {
  return subject === text || (subject.length > text.length && latin1(subject).toString('utf8') === text);
}
