import { randomPlainText, type Random } from '../base/random';
import { sameSecret } from '../base/secret';
import type { Settings } from './settings';

const name = 'combined-password';
/** As a nym's own: 100 random bits. */
const characters = 20;

interface Store {
  readonly settings: Settings;
  readonly transaction: <T>(f: () => T) => T;
}

/** The password of the combined login, made at the first call: until then nobody can log in there. */
export function openCombinedLogin({ settings, transaction }: Store, random: Random): string {
  return transaction(() => {
    const known = settings.get(name);
    if (known !== undefined) return known;
    const made = randomPlainText(random, characters);
    settings.set(name, made);
    return made;
  });
}

/** Ends the combined login: its password opens nothing any more, and the next one will be another. */
export function closeCombinedLogin({ settings }: Store): void {
  settings.remove(name);
}

/** Whether this is the password of the combined login; never, where there is none. */
export function authenticateCombined(settings: Pick<Settings, 'get'>, password: string): boolean {
  const right = settings.get(name) ?? '';
  return sameSecret(right, password) && right !== '';
}
