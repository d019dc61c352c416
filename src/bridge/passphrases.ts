import { UserError } from '../base/errors';
import type { Random } from '../base/random';
import { checkWords, makePassphrase, ratePassphrase } from '../nym';

/** How a passphrase is wished for: one made here, one that somebody typed, or none. */
export type PassphraseWish = 'random' | { readonly text: string } | null;

/** What a passphrase is chosen by, beside the wish. */
export interface Choosing {
  readonly random: Random;
  /** The nym's: whoever guesses begins with it. */
  readonly address: string;
  /** Take a weak one too. */
  readonly anyway: boolean;
}

/**
 * The passphrase that was wished for; null for none. Throws UserError where the server would misread it (nymserv.md §3), and
 * where it is weak and not wanted anyway.
 */
export async function choosePassphrase(
  option: 'hsub' | 'symmetric',
  wish: PassphraseWish,
  { random, address, anyway }: Choosing,
): Promise<string | null> {
  if (wish === null) return null;
  if (wish === 'random') return makePassphrase(random);
  checkWords({ [option]: wish.text });
  const { weak, sentence } = await ratePassphrase(wish.text, [address, ...address.split('@')]);
  if (!weak || anyway) return wish.text;
  throw new UserError(`The passphrase for "${option}" is weak. ${sentence} Or give --i-know to have it all the same.`);
}
