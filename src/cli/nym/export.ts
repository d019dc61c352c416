import type { Command } from 'commander';
import { UserError } from '../../base/errors';
import { exportNym } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { readFirstLine } from '../passphrase';
import type { Terminal } from '../terminal';
import { printOutcome } from './outcome';

interface ExportOptions extends GlobalOptions {
  readonly to: string;
  readonly keyPassphraseFile?: string;
  readonly iKnow?: boolean;
}

export function addExport(nym: Command, context: Context): void {
  nym
    .command('export <address>')
    .description('write its keys and settings into a folder, under a passphrase, as GnuPG and nymbridge read them')
    .requiredOption('--to <folder>', 'a folder that is not there yet')
    .option(
      '--key-passphrase-file <file>',
      'answer the question: the passphrase to protect it with, in the first line of a file',
    )
    .option('--i-know', 'answer the question: take a passphrase that is easily guessed')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym export panda@nym.example --to panda-bundle')
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): ExportOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const ask = () => newPassphrase(terminal, options.keyPassphraseFile);
      const outcome = await withBridge(context, options, (bridge) =>
        exportNym(bridge, address, options.to, ask, options.iKnow === true),
      );
      printOutcome(terminal, options, outcome);
    });
}

async function newPassphrase(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined) return readFirstLine(file);
  if (!terminal.interactive)
    throw new UserError(
      'A passphrase for the exported key is needed, and nobody can be asked here: give --key-passphrase-file FILE.',
    );
  const typed = await terminal.ask('Passphrase for the exported key: ', true);
  if (typed === (await terminal.ask('The same again: ', true))) return typed;
  throw new UserError('The two passphrases differ. Nothing was exported.');
}
