import { type OptionFacts, type Page, pagesOf, type Value } from '../tree';

/** What can be typed after the words of one command: the same facts for every shell. */
export interface Entry {
  /** `nym create`; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly word: string; readonly says: string }[];
  readonly options: readonly { readonly word: string; readonly says: string; readonly value: Value | undefined }[];
  /** What an argument may be; undefined where the command takes none. */
  readonly argument: Value | undefined;
}

export function entriesOf(program: Page): Entry[] {
  return pagesOf(program).map((page) => ({
    path: page.path,
    commands: page.commands.map(({ path, summary }) => ({ word: path.split(' ').at(-1) ?? '', says: short(summary) })),
    options: [...page.options, ...page.common.filter(({ names }) => !names.some((name) => isOwn(page, name)))].flatMap(
      wordsOf,
    ),
    argument: page.arguments[0]?.value,
  }));
}

function isOwn({ options }: Page, name: string): boolean {
  return options.some(({ names }) => names.includes(name));
}

function wordsOf({ names, description, value }: OptionFacts) {
  return names.map((word) => ({ word, says: short(description), value }));
}

/** The first part of a sentence, without quotes of any kind: it goes into scripts in three languages. */
function short(text: string): string {
  const part = text.split(/[:;\n]/, 1)[0] ?? '';
  const plain = part.replace(/['"`\\$[\](){}]/g, '');
  return plain.length <= longest ? plain.trim() : `${plain.slice(0, plain.lastIndexOf(' ', longest))} ...`;
}

const longest = 70;

/** Every option that wants a value, under `path|--option`. */
export function valuesOf(entries: readonly Entry[]): { readonly key: string; readonly value: Value }[] {
  return entries.flatMap(({ path, options }) =>
    options.flatMap(({ word, value }) => (value ? [{ key: `${path}|${word}`, value }] : [])),
  );
}

/** The branches of a `case` in bash and zsh; patterns with the same body share one. */
export function cases(all: readonly (readonly [string, string])[]): string {
  const bodies = new Map<string, string[]>();
  for (const [pattern, body] of all) bodies.set(body, [...(bodies.get(body) ?? []), `'${pattern}'`]);
  return [...bodies].map(([body, patterns]) => `      ${patterns.join('|')}) ${body} ;;`).join('\n');
}

/** The same for finding the command that words stand for: `nym` and then `create`. */
export function pathCases(entries: readonly Entry[], variable: string): string {
  const paths = entries.flatMap(({ path }) => (path === '' ? [] : [path]));
  return cases(paths.map((path) => [path.includes(' ') ? path : ` ${path}`, `${variable}='${path}'`])).replace(
    /^/gm,
    '    ',
  );
}
