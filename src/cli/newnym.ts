import { changeCircuits } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printJson } from './table';
import type { AddVerb } from './verb';

export const addNewnym: AddVerb = (program, context) => {
  program
    .command('newnym')
    .description('use other Tor circuits for everything from now on, also in a "run" that is at work')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Every nym and every server gets another user name for Tor, which puts it on another circuit. What is
being sent or fetched just now ends on the old one. The name is that of Tor's own signal for this.

Example:
  nymbridge newnym`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const facts = await withBridge(context, options, changeCircuits);
      const { out } = context.terminal;
      out(options.json === true ? printJson(facts) : 'From now on everything goes by other circuits.');
    });
};
