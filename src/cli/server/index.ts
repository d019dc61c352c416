// `nymbridge server`: nym servers and their keys, one file a verb.
import type { AddVerb } from '../verb';
import { addAdd } from './add';
import { addCheck } from './check';
import { addList } from './list';
import { addRefresh } from './refresh';
import { addReplace } from './replace';
import { addShow } from './show';

const verbs: readonly AddVerb[] = [addAdd, addList, addShow, addCheck, addRefresh, addReplace];

export const addServer: AddVerb = (program, context, finish) => {
  const server = program
    .command('server')
    .description('nym servers and their keys: add, look at, check, renew')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  nymbridge server add nym.example --key server.asc
  nymbridge server check nym.example`,
    );
  for (const add of verbs) add(server, context, finish);
};
