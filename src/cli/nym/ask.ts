import type { Command } from 'commander';
import { askServer } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printOutcome } from './outcome';

export function addAsk(nym: Command, context: Context): void {
  nym
    .command('ask <address>')
    .description('ask the server for the settings it has stored')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym ask panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const outcome = await withBridge(context, options, (bridge) => askServer(bridge, address));
      printOutcome(context.terminal, options, outcome);
    });
}
