import type { Command } from 'commander';
import { rotateNow } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printOutcome } from './outcome';
import { readEvery } from './values';

interface RotateOptions extends GlobalOptions {
  readonly every?: string;
}

export function addRotate(nym: Command, context: Context): void {
  nym
    .command('rotate <address>')
    .description('make a new hSub, and a new symmetric passphrase where there is one: a leaked one opens no more mail')
    .option('--every <time>', 'and again so often from now on, such as 30d; off: never again, and not now either')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym rotate panda@nym.example --every 30d')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): RotateOptions }) => {
      const options = command.optsWithGlobals();
      const every = options.every === undefined ? undefined : readEvery('--every ', options.every);
      const outcome = await withBridge(context, options, (bridge) => rotateNow(bridge, address, every));
      printOutcome(context.terminal, options, outcome);
    });
}
