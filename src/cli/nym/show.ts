import type { Command } from 'commander';
import { showNym } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printFacts, printJson, printRows } from '../table';

export function addShow(nym: Command, context: Context): void {
  const { out } = context.terminal;
  nym
    .command('show <address>')
    .description('one nym: its key, its settings, and what happened to it, with the evidence')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym show panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const shown = await withBridge(context, options, (bridge) => showNym(bridge, address));
      if (options.json === true) {
        out(printJson(shown));
        return;
      }
      out(printFacts(shown.facts, false));
      out('');
      out(printRows(shown.events, false, 'Nothing has happened to it yet.'));
    });
}
