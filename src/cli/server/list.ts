import { listServers } from '../../bridge';
import { type GlobalOptions, withBridge } from '../context';
import { printRows } from '../table';
import type { AddVerb } from '../verb';

export const addList: AddVerb = (server, context) => {
  server
    .command('list')
    .description('the nym servers known here')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge server list')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, listServers);
      context.terminal.out(
        printRows(rows, options.json === true, 'No nym server yet: nymbridge server add DOMAIN --key FILE'),
      );
    });
};
