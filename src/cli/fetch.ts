import type { AddVerb } from './verb';
import { fetchNow } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printFacts } from './table';

export const addFetch: AddVerb = (program, context) => {
  program
    .command('fetch')
    .description('fetch the newsgroup now, once')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const summary = await withBridge(context, options, fetchNow);
      context.terminal.out(printFacts(summary, options.json === true));
    });
};
