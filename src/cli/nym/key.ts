import type { Command } from 'commander';
import { showNymKey } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printJson } from '../table';

export function addKey(nym: Command, context: Context): void {
  nym
    .command('key <address>')
    .description("the nym's public key, for correspondents who want to encrypt to it")
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym key panda@nym.example > panda.asc')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const shown = await withBridge(context, options, (bridge) => showNymKey(bridge, address));
      context.terminal.out(options.json === true ? printJson(shown) : shown.key.trimEnd());
    });
}
