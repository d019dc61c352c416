// `nymbridge nym`: a nym's life, one file a verb.
import type { Command } from 'commander';
import type { Context } from '../context';
import type { AddVerb } from '../verb';
import { addAsk } from './ask';
import { addCreate } from './create';
import { addDelete } from './delete';
import { addExport } from './export';
import { addForget } from './forget';
import { addImport } from './import';
import { addKey } from './key';
import { addList } from './list';
import { addRecreate } from './recreate';
import { addRotate } from './rotate';
import { addSet } from './set';
import { addShow } from './show';

/** Adds a verb to `nymbridge nym`. */
export type AddNymVerb = (nym: Command, context: Context) => void;

const verbs: readonly AddNymVerb[] = [
  addCreate,
  addList,
  addShow,
  addKey,
  addSet,
  addRotate,
  addAsk,
  addDelete,
  addRecreate,
  addForget,
  addImport,
  addExport,
];

export const addNym: AddVerb = (program, context) => {
  const nym = program
    .command('nym')
    .description('pseudonyms: create, look at, change, delete, make again, import, export')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  nymbridge nym create panda@nym.example --name "Panda Bear"
  nymbridge nym show panda@nym.example
  nymbridge nym set --help`,
    );
  for (const add of verbs) add(nym, context);
};
