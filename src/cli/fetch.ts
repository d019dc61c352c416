import type { AddVerb } from './verb';
import { fetchNow } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { exitStatus } from './errors';
import { withProgress } from './progress';
import { printJson, printRows } from './table';

interface FetchOptions extends GlobalOptions {
  readonly rescan?: boolean;
}

export const addFetch: AddVerb = (program, context, finish) => {
  const { out, error } = context.terminal;
  program
    .command('fetch')
    .description('fetch the newsgroup now, once')
    .option('--rescan', 'look through all that was fetched before, too: see [spool] in the configuration')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Exit status 1 where no news server could be read to its end.

Examples:
  nymbridge fetch
  nymbridge fetch --rescan`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): FetchOptions }) => {
      const options = command.optsWithGlobals();
      const rescan = options.rescan === true;
      const summary = await withBridge(context, options, (bridge) =>
        withProgress(context.terminal, context.around.clock, 'Fetching news', (report) =>
          fetchNow(bridge, {
            rescan,
            onRead: ({ done, left }) => {
              report(done, done + left);
            },
          }),
        ),
      );
      const { servers, delivered } = summary;
      if (options.json === true) out(printJson(summary));
      else {
        out(
          printRows(
            servers.map(({ server, added }) => ({ server, 'new articles': added })),
            false,
            '',
          ),
        );
        out(`${delivered} delivered`);
      }
      for (const { server, problem } of servers) {
        if (problem !== undefined) error(`nymbridge: News server ${server}: ${problem}`);
      }
      if (servers.every(({ problem }) => problem !== undefined)) finish(exitStatus.failed);
    });
};
