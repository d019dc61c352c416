import { limits } from './limits';
import type { Options } from './options';
import { noWords, textOptions } from './options';

/** What the server says it has stored, as printed: `address`, `created`, `fingerprint`, `hsub`... (nymserv.md §6). */
export type Settings = Readonly<Record<string, string>>;

/** Reads the list that ends a "created" or "changed" reply: the `name: value` lines of its last paragraph. */
export function readSettings(text: string): Settings {
  const list = text.trimEnd().split('\n\n').at(-1) ?? '';
  const pairs = list
    .split('\n')
    .slice(0, limits.settings)
    .flatMap((line): [string, string][] => {
      const colon = line.indexOf(': ');
      const name = line.slice(0, colon);
      return /^[\w-]+$/.test(name) ? [[name, line.slice(colon + 2)]] : [];
    });
  return Object.fromEntries(pairs);
}

/** The options among the settings, in the form they are asked for: an unset or unknown one is left out. */
export function settledOptions(settings: Settings): Options {
  const texts = textOptions.flatMap((name): [string, string][] => {
    const value = settings[name];
    return value === undefined || noWords.includes(value.toLowerCase()) ? [] : [[name, value]];
  });
  const acksend = settings.acksend;
  return {
    ...Object.fromEntries(texts),
    ...(acksend === undefined ? {} : { acksend: !noWords.includes(acksend.toLowerCase()) }),
  };
}
