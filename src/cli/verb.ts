import type { Command } from 'commander';
import type { Context } from './context';

/** Adds a verb to the program; `finish` takes the exit status of a verb that has one of its own. */
export type AddVerb = (program: Command, context: Context, finish: (status: number) => void) => void;
