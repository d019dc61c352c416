import { listContacts } from '../../bridge';
import { withBridge } from '../context';
import { printRows } from '../table';
import type { AddVerb } from '../verb';
import type { ContactOptions } from './options';

export const addList: AddVerb = (contact, context) => {
  contact
    .command('list')
    .description('the contacts of all nyms, or of one')
    .option('--nym <address>', 'of this nym alone')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge contact list')
    .action(async (_options: unknown, command: { optsWithGlobals(): ContactOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, (bridge) => listContacts(bridge, options.nym));
      context.terminal.out(printRows(rows, options.json === true, 'No contact yet: nymbridge contact add KEY'));
    });
};
