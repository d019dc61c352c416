import { unreachable } from '../base/errors';
import type { Random } from '../base/random';
import type { Selector } from '../protocol/nymserv';
import { makeEsub, makeHsub } from '../protocol/nymserv';

/** A subject by which a nym with these selectors knows an article for its own (nymserv.md §5). */
export function subjectFor([selector]: readonly Selector[], random: Random): string {
  if (!selector) return '';
  switch (selector.scheme) {
    case 'hsub':
      return makeHsub(selector.passphrase, random);
    case 'esub':
      return makeEsub(selector.text, selector.key, random);
    case 'plain':
      return selector.text;
    case 'trial':
      return '';
    default:
      return unreachable(selector);
  }
}
