import type { Ask } from '../pipeline';
import type { Command } from '../wire/commandLine';

/** What a command needs to be asked: the way to ask, and the maker of command lines within the limits. */
export interface Wish {
  readonly ask: Ask;
  readonly command: (verb: string, ...args: readonly (string | number)[]) => Command;
}
