import type { AddVerb } from './verb';
import { UserError } from '../base/errors';
import { createNym, listNyms, readLife, showNym } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printFacts, printJson, printRows } from './table';

interface CreateOptions extends GlobalOptions {
  readonly name?: string;
  readonly expires: string;
  readonly key: string;
  readonly transport?: string;
}

export const addNym: AddVerb = (program, context) => {
  const { terminal } = context;
  const nym = program.command('nym').description('pseudonyms: create, list, show').helpCommand(false);
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
      terminal.out(printFacts(made, options.json === true));
      if (options.json !== true) {
        terminal.out(
          'The request goes out with the next "nymbridge run". Servers answer in hours; silence means: not accepted.',
        );
      }
    });
  nym
    .command('list')
    .description('all nyms and where they stand')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, listNyms);
      terminal.out(printRows(rows, options.json === true, 'No nym yet: nymbridge nym create NAME@DOMAIN'));
    });
  nym
    .command('show <address>')
    .description('one nym: its key, its settings, and what happened to it, with the evidence')
    .option('--json', 'as JSON')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const shown = await withBridge(context, options, (bridge) => showNym(bridge, address));
      if (options.json === true) {
        terminal.out(printJson(shown));
        return;
      }
      terminal.out(printFacts(shown.facts, false));
      terminal.out('');
      terminal.out(printRows(shown.events, false, 'Nothing has happened to it yet.'));
    });
};
