import type { Command } from 'commander';
import { listNyms } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printRows } from '../table';

export function addList(nym: Command, context: Context): void {
  nym
    .command('list')
    .description('all nyms and where they stand')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym list --json')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, listNyms);
      context.terminal.out(printRows(rows, options.json === true, 'No nym yet: nymbridge nym create NAME@DOMAIN'));
    });
}
