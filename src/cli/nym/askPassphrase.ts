import { UserError } from '../../base/errors';
import type { PassphraseWish } from '../../bridge';
import type { Terminal } from '../terminal';

/**
 * What `ask` stands for: a passphrase typed twice, hidden, so that it is in no shell's history. `option` is hsub or symmetric.
 * Throws UserError where nobody can be asked.
 */
export async function answered(
  terminal: Terminal,
  option: string,
  wish: PassphraseWish | 'ask',
): Promise<PassphraseWish> {
  if (wish !== 'ask') return wish;
  if (!terminal.interactive)
    throw new UserError(`Nobody can be asked here for "${option}": give random, or the passphrase itself.`);
  const text = await terminal.ask(`New passphrase for ${option}: `, true);
  if (text !== (await terminal.ask('The same again: ', true)))
    throw new UserError('The two passphrases differ. Nothing was changed.');
  return { text };
}

/** What to say where a passphrase was among the words of the command line. */
export function historyNotes(...wishes: readonly (PassphraseWish | 'ask' | undefined)[]): string[] {
  if (!wishes.some((wish) => typeof wish === 'object' && wish !== null)) return [];
  return ["The passphrase is in your shell's history now: with ask it would not be."];
}
