import { UserError } from '../../base/errors';
import { type PassphraseWish, readLife, readPool } from '../../bridge';

// The values that a nym's verbs are given, as words. `said` is what stood before them, for the sentence of a refusal.

/** `random`, `ask`, `off` (`none`, `no`) or a passphrase as it is. */
export function readPassphraseWord(said: string, value: string): PassphraseWish | 'ask' {
  const word = value.trim().toLowerCase();
  if (word === '') throw new UserError(`${said} is empty: give random, ask, off, or a passphrase.`);
  if (word === 'ask') return 'ask';
  if (word === 'random') return 'random';
  return isOff(value) ? null : { text: value };
}

/** How often, in ms: `30d`, `8w`, `6m`; null for `off`. */
export function readEvery(said: string, value: string): number | null {
  if (isOff(value)) return null;
  const seconds = readLife(value.trim());
  if (seconds === undefined) throw new UserError(`${said}${shown(value)}: give a time such as 30d, 8w or 6m, or off.`);
  return seconds * 1000;
}

/** How long a key lives, in seconds: `2y`, `18m`, `90d`. */
export function readKeyLife(value: string): number {
  const seconds = readLife(value.trim());
  if (seconds !== undefined) return seconds;
  throw new UserError(`--expires "${shown(value)}": give a time such as 2y, 18m (months) or 90d, at most 100y.`);
}

/** A number of copies; how many are sensible is the bridge's. */
export function readCopies(said: string, value: string): number {
  if (!/^\d{1,3}$/.test(value.trim())) throw new UserError(`${said}${shown(value)}: give a number, for example 2.`);
  return Number(value);
}

/** How long letters wait: `2h`, `30m..6h`, or off. */
export function readPoolTimes(said: string, value: string) {
  const read = readPool(isOff(value) ? 'off' : value);
  if (read) return read;
  throw new UserError(`${said}${shown(value)}: give a time such as 2h, from and to such as 30m..6h, or off.`);
}

export function readOneOf<T extends string>(words: readonly T[], said: string, value: string): T {
  const word = value.trim().toLowerCase();
  const found = words.find((one) => one === word);
  if (found !== undefined) return found;
  const known = [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((one) => one !== '').join(' or ');
  throw new UserError(`${said}${shown(value)}: give ${known}.`);
}

export function readYes(said: string, value: string): boolean {
  const word = value.trim().toLowerCase();
  if (['yes', 'on', 'true', '1'].includes(word)) return true;
  if (['no', 'off', 'none', 'false', '0'].includes(word)) return false;
  throw new UserError(`${said}${shown(value)}: give yes or no.`);
}

/** The words for an option unset, here and on the server (nymserv.md §3). */
export function isOff(value: string): boolean {
  return ['off', 'none', 'no', 'false', '0'].includes(value.trim().toLowerCase());
}

/** So much of a wrong word as helps to see it. */
export function shown(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}...` : value;
}
