import type { AddVerb } from './verb';
import { backupBridge, hasVault } from '../bridge';
import { UserError } from '../base/errors';
import type { GlobalOptions } from './context';
import { findPassphrase } from './passphrase';
import { withProgress } from './progress';
import { printFacts } from './table';

interface BackupOptions extends GlobalOptions {
  readonly overwrite?: boolean;
}

export const addBackup: AddVerb = (program, { terminal, environment, paths, around }) => {
  program
    .command('backup <file>')
    .description('write everything into one encrypted file; "nymbridge run" may be on')
    .option('--overwrite', 'put it in the place of a file that is there')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Configuration, vault and database. It opens by the passphrase of now, also when that is changed later.

Examples:
  nymbridge backup /media/stick/nymbridge-2026-11-22.backup
  nymbridge backup --overwrite ~/nymbridge.backup`,
    )
    .action(async (file: string, _options: unknown, command: { optsWithGlobals(): BackupOptions }) => {
      const { passphraseFile, overwrite, json = false } = command.optsWithGlobals();
      if (!hasVault(paths)) throw new UserError(`There is no bridge in ${paths.data}: nothing to back up.`);
      const passphrase = await findPassphrase(terminal, passphraseFile, environment);
      const made = await withProgress(terminal, around.clock, 'Writing', (onProgress) =>
        backupBridge(paths, passphrase, around, { file, overwrite, onProgress }),
      );
      terminal.out(printFacts(made, json));
    });
};
