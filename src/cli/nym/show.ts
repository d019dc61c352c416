import type { Command } from 'commander';
import { showNym } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printFacts, printJson, printRows } from '../table';

interface ShowOptions extends GlobalOptions {
  readonly secrets?: boolean;
}

type Shown = Awaited<ReturnType<typeof showNym>>;

export function addShow(nym: Command, context: Context): void {
  nym
    .command('show <address>')
    .description(
      'one nym: what is asked for, what is in force, what the server said last, and what happened, with the evidence',
    )
    .option('--secrets', 'show passphrases too')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym show panda@nym.example')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): ShowOptions }) => {
      const options = command.optsWithGlobals();
      const secrets = options.secrets === true;
      const shown = await withBridge(context, options, (bridge) => showNym(bridge, address, { secrets }));
      context.terminal.out(options.json === true ? printJson(shown) : print(shown));
    });
}

/** Paragraphs with an empty line between them. */
function print({ facts, options, server, warnings, events }: Shown): string {
  return [
    printFacts(facts, false),
    printRows(options, false, ''),
    ...(Object.keys(server).length === 0 ? [] : [`The server's own notes:\n${printFacts(server, false)}`]),
    ...warnings.map((warning) => `Warning: ${warning}`),
    printRows(events, false, 'Nothing has happened to it yet.'),
  ].join('\n\n');
}
