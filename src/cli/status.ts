import type { AddVerb } from './verb';
import { bridgeStatus } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { styleFor } from './style';
import { printFacts, printJson, printRows } from './table';

export const addStatus: AddVerb = (program, context) => {
  program
    .command('status')
    .description('is it running, how far the news are read, what waits in the outbox, how the nyms stand')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  nymbridge status\n  nymbridge status --json')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const status = await withBridge(context, options, bridgeStatus);
      const { out } = context.terminal;
      if (options.json === true) {
        out(printJson(status));
        return;
      }
      out(printFacts(status.bridge, false));
      out('');
      out(printRows(status.nyms, false, 'No nym yet: nymbridge nym create NAME@DOMAIN'));
      out('');
      out(printRows(status.news, false, 'No news server is configured.'));
      out('');
      out(printRows(status.outbox, false, 'The outbox is empty.'));
      for (const rows of [status['cover traffic'], status.pings]) {
        if (rows.length === 0) continue;
        out('');
        out(printRows(rows, false, ''));
      }
      const style = styleFor(context.terminal);
      for (const warning of status.warnings) {
        const look = status['without Tor'].includes(warning) ? style.bad : style.warning;
        out(look(`Warning: ${warning}`));
      }
    });
};
