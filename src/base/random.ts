import { randomBytes, randomInt } from 'node:crypto';

/** A source of randomness. Outside tests always the operating system's CSPRNG. */
export interface Random {
  bytes(length: number): Buffer;
  /** A whole number from 0 to `limit - 1`, each as likely; `limit` at most 2^48 - 1. */
  below(limit: number): number;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  below: (limit) => randomInt(limit),
};

/** A whole number from `least` to `most`, each as likely. */
export function drawBetween(random: Random, least: number, most: number): number {
  return least === most ? least : least + random.below(most - least + 1);
}

/** In any order, each as likely. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  return list.flatMap(() => rest.splice(random.below(rest.length), 1));
}

const plainAlphabet = 'abcdefghijkmnopqrstuvwxyz23456789';

/** `length` characters of an alphabet without look-alikes: a little over 5 random bits each. */
export function randomPlainText(random: Random, length: number, alphabet = plainAlphabet): string {
  return Array.from({ length }, () => alphabet.charAt(random.below(alphabet.length))).join('');
}
