import type { Command } from 'commander';
import { questionBeforeRemake, remakeNym } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { mustAgree } from './agree';
import { printOutcome } from './outcome';
import { readKeyLife } from './values';

interface RecreateOptions extends GlobalOptions {
  readonly key: string;
  readonly expires: string;
  readonly yes?: boolean;
}

export function addRecreate(nym: Command, context: Context): void {
  const { terminal } = context;
  nym
    .command('recreate <address>')
    .description('make a nym again, with a new key: same name, same account and mail; deleted on the server first')
    .option('--key <algorithm>', 'rsa4096, rsa3072, rsa2048, or ecc for a server known to be new', 'rsa4096')
    .option('--expires <time>', 'life of the key and so of the nym: no server prolongs one', '2y')
    .option('--yes', 'answer the question: delete it on the server')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym recreate panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): RecreateOptions }) => {
      const options = command.optsWithGlobals();
      const key = { algorithm: options.key, lifeSeconds: readKeyLife(options.expires) };
      const outcome = await withBridge(context, options, async (bridge) => {
        await mustAgree(terminal, await questionBeforeRemake(bridge, address, key), options.yes);
        return remakeNym(bridge, address, key);
      });
      printOutcome(terminal, options, outcome);
    });
}
