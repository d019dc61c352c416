import type { AddVerb } from './verb';
import { accountSettings } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printFacts } from './table';

export const addAccount: AddVerb = (program, context) => {
  program
    .command('account <address>')
    .description('what the mail client asks for when the account is set up, the password included')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge account panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const settings = await withBridge(context, options, (bridge) => accountSettings(bridge, address));
      context.terminal.out(printFacts(settings, options.json === true));
    });
};
