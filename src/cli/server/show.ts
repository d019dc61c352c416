import { showServer } from '../../bridge';
import { type GlobalOptions, withBridge } from '../context';
import { printJson, printRows } from '../table';
import type { AddVerb } from '../verb';
import { keyLines } from './look';

export const addShow: AddVerb = (server, context) => {
  server
    .command('show <domain>')
    .description('one nym server: its key, its nyms, and where the key came from')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge server show nym.example')
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const { out } = context.terminal;
      const shown = await withBridge(context, options, (bridge) => showServer(bridge, domain));
      if (options.json === true) {
        out(printJson(shown));
        return;
      }
      out(`Nym server   ${shown.domain}`);
      out(keyLines(shown.key).join('\n'));
      for (const address of shown.nyms) out(`Nym          ${address}`);
      out('');
      out(printRows(shown.events, false, 'Nothing is remembered of where its key came from.'));
    });
};
