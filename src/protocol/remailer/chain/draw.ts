import type { Random } from '../../../base/random';
import { RemailerError } from '../errors';
import type { Listed } from '../directory/remailer';
import { reasonAgainst } from './rules';
import type { Mix } from './rules';

/** A hop as its user wrote it: a remailer, or whichever is drawn. */
export type Element<R> = R | 'any';

/** Drawing does not go back a step; a chain that cannot be finished is drawn anew so often before there is said to be none. */
const attempts = 100;

/** Reads `*,name,user@host`, entry first; names and addresses as they are listed (yamn.md §4). Throws `bad-chain`. */
export function readChain<R extends Listed>(text: string, remailers: readonly R[], most: number): Element<R>[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.length > most)
    throw new RemailerError('bad-chain', `A chain has at most ${most} remailers, not ${words.length}.`);
  return words.map((word) => (word === '*' ? 'any' : findRemailer(word, remailers)));
}

/** By its name, or by its address. Throws `bad-chain`. */
export function findRemailer<R extends Listed>(word: string, remailers: readonly R[]): R {
  const isIt = ({ name, address }: R) => (word.includes('@') ? address === word.toLowerCase() : name === word);
  const found = remailers.find(isIt);
  if (!found) throw new RemailerError('bad-chain', `No remailer "${word}" is known that can be used now.`);
  return found;
}

/**
 * The chains of a message: a list for each of its packets, with a chain for each copy. The exit is drawn once, for there the packets are joined; all
 * other hops are drawn anew. All are drawn before anything is sent. Throws `no-chain`, which tells why for every remailer.
 */
export function drawChains<R extends Listed>(
  elements: readonly Element<R>[],
  { packets, copies }: { readonly packets: number; readonly copies: number },
  mix: Mix<R>,
  random: Random,
): R[][][] {
  const chosen = elements.map((element) => (element === 'any' ? undefined : element));
  for (let attempt = 1; ; attempt++) {
    try {
      const exit = drawAt(elements.length - 1, chosen, mix, random);
      const withExit = chosen.with(-1, exit);
      return times(packets, () => times(copies, () => drawRest(withExit, mix, random)));
    } catch (error) {
      const isUnlucky = error instanceof RemailerError && error.code === 'no-chain';
      if (!isUnlucky || attempt === attempts) throw error;
    }
  }
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** From the exit's side on, as the original programs do. */
function drawRest<R extends Listed>(withExit: readonly (R | undefined)[], mix: Mix<R>, random: Random): R[] {
  const chain = [...withExit];
  const drawn: R[] = [];
  for (let index = chain.length - 1; index >= 0; index--) {
    const hop = drawAt(index, chain, mix, random);
    chain[index] = hop;
    drawn.unshift(hop);
  }
  return drawn;
}

/** What is fixed there, or one of those that may be, each as likely. */
function drawAt<R extends Listed>(index: number, fixed: readonly (R | undefined)[], mix: Mix<R>, random: Random): R {
  const here = fixed[index];
  if (here) return here;
  const candidates = mix.remailers.filter((remailer) => reasonAgainst(remailer, { index, fixed }, mix) === undefined);
  const drawn = candidates.length > 0 ? candidates[random.below(candidates.length)] : undefined;
  if (drawn) return drawn;
  const reasons = mix.remailers.map(
    (remailer) => `${remailer.name}: ${reasonAgainst(remailer, { index, fixed }, mix) ?? ''}`,
  );
  throw new RemailerError('no-chain', `No remailer can be hop ${index + 1} of ${fixed.length}. ${reasons.join('; ')}.`);
}
