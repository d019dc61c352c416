import type { Command } from 'commander';
import { UserError } from '../../base/errors';
import { endNym, type KeyWords, questionBeforeEnd } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { mustAgree } from './agree';
import { printOutcome } from './outcome';
import { readKeyLife } from './values';

interface DeleteOptions extends GlobalOptions {
  readonly recreate?: boolean;
  readonly key?: string;
  readonly expires?: string;
  readonly yes?: boolean;
}

const examples = `
Examples:
  nymbridge nym delete panda@nym.example
  nymbridge nym delete panda@nym.example --recreate --expires 2y`;

export function addDelete(nym: Command, context: Context): void {
  const { terminal } = context;
  nym
    .command('delete <address>')
    .description('delete it on the server; keys and mail stay here until "nym forget"')
    .option('--recreate', 'make it again, with a new key, as soon as the server has deleted it')
    .option('--key <algorithm>', 'with --recreate: rsa4096 (default), rsa3072, rsa2048, or ecc')
    .option('--expires <time>', 'with --recreate: life of the new key (default: 2y)')
    .option('--yes', 'answer the question: delete it')
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): DeleteOptions }) => {
      const options = command.optsWithGlobals();
      const again = readAgain(options);
      const outcome = await withBridge(context, options, async (bridge) => {
        const question = await questionBeforeEnd(bridge, address, again);
        await mustAgree(terminal, question, options.yes);
        return endNym(bridge, address, again);
      });
      printOutcome(terminal, options, outcome);
    });
}

function readAgain({ recreate, key, expires }: DeleteOptions): KeyWords | undefined {
  if (recreate === true) return { algorithm: key ?? 'rsa4096', lifeSeconds: readKeyLife(expires ?? '2y') };
  if (key === undefined && expires === undefined) return undefined;
  throw new UserError('--key and --expires say how the nym is made again: give --recreate with them.');
}
