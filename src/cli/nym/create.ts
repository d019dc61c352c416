import type { Command } from 'commander';
import { UserError } from '../../base/errors';
import { createNym, readLife } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printFacts } from '../table';

interface CreateOptions extends GlobalOptions {
  readonly name?: string;
  readonly expires: string;
  readonly key: string;
  readonly transport?: string;
}

export function addCreate(nym: Command, context: Context): void {
  nym
    .command('create <address>')
    .description('make the key pair and the random hSub, and send the request that creates the nym')
    .option('--name <text>', 'display name in the From of its mail')
    .option('--expires <time>', 'life of the key and so of the nym: no server prolongs one', '2y')
    .option('--key <algorithm>', 'rsa4096, rsa3072, rsa2048, or ecc for a server known to be new', 'rsa4096')
    .option('--transport <name>', 'way out, as named in the configuration; default: the one of [send]')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym create panda@nym.example --name "Panda Bear"')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): CreateOptions }) => {
      const options = command.optsWithGlobals();
      const life = readLife(options.expires);
      if (life === undefined)
        throw new UserError(
          `--expires "${options.expires}": give a time such as 2y, 18m (months) or 90d, at most 100y.`,
        );
      const made = await withBridge(context, options, (bridge) =>
        createNym(bridge, {
          address,
          algorithm: options.key,
          lifeSeconds: life,
          name: options.name,
          transport: options.transport,
        }),
      );
      context.terminal.out(printFacts(made, options.json === true));
      if (options.json !== true) {
        context.terminal.out(
          'The request goes out with the next "nymbridge run". Servers answer in hours; silence means: not accepted.',
        );
      }
    });
}
