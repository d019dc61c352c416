// `nymbridge contact`: correspondents and their keys, one file a verb.
import type { AddVerb } from '../verb';
import { addAdd } from './add';
import { addList } from './list';
import { addRemove } from './remove';
import { addReplace } from './replace';
import { addSet } from './set';
import { addShow } from './show';

const verbs: readonly AddVerb[] = [addAdd, addList, addShow, addSet, addReplace, addRemove];

export const addContact: AddVerb = (program, context, finish) => {
  const contact = program
    .command('contact')
    .description("correspondents' keys: mail to them is encrypted, and theirs opened")
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  nymbridge contact add bob.asc
  nymbridge contact set bob@example.org encrypt=when-asked sign=yes`,
    );
  for (const add of verbs) add(contact, context, finish);
};
