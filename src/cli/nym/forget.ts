import type { Command } from 'commander';
import { dropNym, questionBeforeDrop } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { mustAgree } from './agree';
import { printOutcome } from './outcome';

interface ForgetOptions extends GlobalOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

export function addForget(nym: Command, context: Context): void {
  const { terminal } = context;
  nym
    .command('forget <address>')
    .description('remove a nym from this machine, with its keys and all its mail, for good')
    .option('--force', 'also while the server may still have it: nobody can delete it there any more')
    .option('--yes', 'answer the question: remove it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym forget panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): ForgetOptions }) => {
      const options = command.optsWithGlobals();
      const force = options.force === true;
      const outcome = await withBridge(context, options, async (bridge) => {
        await mustAgree(terminal, await questionBeforeDrop(bridge, address), options.yes);
        return dropNym(bridge, address, force);
      });
      printOutcome(terminal, options, outcome);
    });
}
