// `nymbridge nym`: a nym's life, one file a verb.
import type { Command } from 'commander';
import type { Context } from '../context';
import type { AddVerb } from '../verb';
import { addCreate } from './create';
import { addList } from './list';
import { addShow } from './show';

/** Adds a verb to `nymbridge nym`. */
export type AddNymVerb = (nym: Command, context: Context) => void;

const verbs: readonly AddNymVerb[] = [addCreate, addList, addShow];

export const addNym: AddVerb = (program, context) => {
  const nym = program
    .command('nym')
    .description('pseudonyms: create, look at, change, delete, make again')
    .helpCommand(false);
  for (const add of verbs) add(nym, context);
};
