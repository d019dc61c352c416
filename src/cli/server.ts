import { readFileSync } from 'node:fs';
import type { AddVerb } from './verb';
import { UserError } from '../base/errors';
import { addServer as addServerKey, examineServerKey, listServers, type ServerKeyFacts } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printRows } from './table';
import { confirm, type Terminal } from './terminal';

interface AddOptions extends GlobalOptions {
  readonly key: string;
  readonly fingerprint?: string;
  readonly yes?: boolean;
}

export const addServer: AddVerb = (program, context) => {
  const server = program.command('server').description('nym servers and their keys').helpCommand(false);
  server
    .command('add <domain>')
    .description("import a nym server's public key, after showing its fingerprint")
    .requiredOption('--key <file>', 'the key, armored or binary ("-": standard input)')
    .option('--fingerprint <hex>', 'answer the question: trust the key if this is its fingerprint, refuse it if not')
    .option('--yes', 'answer the question: trust the key whatever it is')
    .addHelpText('after', '\nExample:\n  nymbridge server add nym.example --key server.asc')
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): AddOptions }) => {
      const options = command.optsWithGlobals();
      const bytes = readFileSync(options.key === '-' ? 0 : options.key);
      const facts = await examineServerKey(bytes, domain, context.around.clock);
      showKey(context.terminal, facts);
      if (!(await isTrusted(context.terminal, facts, options))) throw new UserError('The key was not imported.');
      await withBridge(context, options, (bridge) => addServerKey(bridge, domain, bytes));
      context.terminal.out(`${domain} is known now. Next: nymbridge nym create NAME@${domain}`);
    });
  server
    .command('list')
    .description('the nym servers known here')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, listServers);
      context.terminal.out(
        printRows(rows, options.json === true, 'No nym server yet: nymbridge server add DOMAIN --key FILE'),
      );
    });
};

/** Beside the question, not among the results. */
function showKey(terminal: Terminal, facts: ServerKeyFacts): void {
  terminal.error(`Fingerprint  ${(facts.fingerprint.match(/.{4}/g) ?? []).join(' ')}`);
  for (const userId of facts.userIds) terminal.error(`User id      ${userId}`);
  terminal.error(`Algorithm    ${facts.algorithm}`);
  terminal.error(
    `Made         ${facts.created.slice(0, 10)}, ${facts.expires ? `valid until ${facts.expires.slice(0, 10)}` : 'without an end'}`,
  );
  for (const warning of facts.warnings) terminal.error(`Warning      ${warning}`);
}

async function isTrusted(terminal: Terminal, facts: ServerKeyFacts, options: AddOptions): Promise<boolean> {
  if (options.fingerprint !== undefined) {
    if (options.fingerprint.replace(/[\s:]/g, '').toUpperCase() === facts.fingerprint) return true;
    throw new UserError(`This is not the key with the fingerprint ${options.fingerprint}. It was not imported.`);
  }
  return options.yes === true || (await confirm(terminal, 'Is this the right key?', '--fingerprint HEX or --yes'));
}
