import type { Argument, Command } from 'commander';

/** One command as its `--help` has it: what completion, the man page and docs/commands.md are made from. */
export interface Page {
  /** Its words behind the program's name: `nym create`; empty for the program itself. */
  readonly path: string;
  /** `nymbridge nym create <address> [options]` */
  readonly usage: string;
  /** Its one line in the list of its parent. */
  readonly summary: string;
  readonly options: readonly OptionFacts[];
  /** Options that every command takes. */
  readonly common: readonly OptionFacts[];
  readonly arguments: readonly ArgumentFacts[];
  /** What its help says below the options, without the examples; may be empty. */
  readonly notes: string;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Commands below it. */
  readonly commands: readonly Page[];
}

export interface OptionFacts {
  /** As in help: `-k, --key <file>`. */
  readonly flags: string;
  /** As typed: `--key`, `-k`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: Value | undefined;
  readonly required: boolean;
  /** The value that stands where none is given. */
  readonly preset: string | undefined;
}

export interface ArgumentFacts {
  readonly name: string;
  readonly description: string;
  readonly value: Value;
}

/** What may be typed as a value. */
export type Value =
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'other'; readonly name: string };

/** Reads the whole tree of commands, this one on top. */
export function readTree(command: Command, path = '', common: readonly OptionFacts[] = []): Page {
  const options = readOptions(command);
  const below = path === '' ? options : common;
  return {
    path,
    usage: ['nymbridge', path, command.usage()].filter((word) => word !== '').join(' '),
    summary: command.summary() || command.description(),
    options,
    common,
    arguments: command.registeredArguments.map(readArgument),
    ...readNotes(textBelow(command)),
    commands: command.commands.map((one) => readTree(one, `${path} ${one.name()}`.trim(), below)),
  };
}

/** The page itself and all below it, in the order of their help. */
export function pagesOf(page: Page): Page[] {
  return [page, ...page.commands.flatMap(pagesOf)];
}

function readOptions(command: Command): OptionFacts[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: option.flags,
      names: [option.long, option.short].filter((name) => name !== undefined),
      description: option.description,
      value: option.required || option.optional ? valueOf(option.argChoices, option.flags) : undefined,
      required: option.mandatory,
      preset: typeof option.defaultValue === 'string' ? option.defaultValue : undefined,
    }));
}

function readArgument(argument: Argument): ArgumentFacts {
  const value = valueOf(argument.argChoices, `<${argument.name()}>`);
  return { name: argument.name(), description: argument.description, value };
}

/** By the name between the brackets: `--key <file>`, `--maildir <folder>`. */
function valueOf(choices: readonly string[] | undefined, flags: string): Value {
  if (choices) return { kind: 'choice', words: choices };
  const name = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? '';
  if (/\b(folder|dir|directory)\b/i.test(name)) return { kind: 'folder', name };
  return { kind: /\bfiles?\b/i.test(name) ? 'file' : 'other', name };
}

/** What a command's help says after its options: the help is written, and what comes after its first piece is kept. */
function textBelow(command: Command): string {
  const pieces: string[] = [];
  const before = command.configureOutput();
  command.configureOutput({ writeOut: (text) => pieces.push(text) });
  command.outputHelp();
  command.configureOutput(before);
  return pieces.slice(1).join('');
}

/** Examples are the indented lines below `Example:` or `Examples:`; everything else is a note. */
function readNotes(text: string): Pick<Page, 'notes' | 'examples'> {
  const notes: string[] = [];
  const examples: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^Examples?:$/.test(line)) inside = true;
    else if (inside && line.startsWith('  ')) examples.push(line.trim());
    else {
      if (line.trim() !== '') inside = false;
      if (!inside) notes.push(line);
    }
  }
  return { notes: notes.join('\n').trim(), examples };
}
