import type { AddVerb } from './verb';
import { changeBridgePassphrase, mustBeBegun } from '../bridge';
import type { GlobalOptions } from './context';
import { findNewPassphrase, findPassphrase } from './passphrase';

interface PassphraseOptions extends GlobalOptions {
  readonly newPassphraseFile?: string;
}

export const addPassphrase: AddVerb = (program, { terminal, environment, paths, around }) => {
  program
    .command('passphrase')
    .description('change the passphrase that opens everything; "nymbridge run" may be on')
    .option('--new-passphrase-file <file>', 'take the new one from the first line of a file ("-": standard input)')
    .addHelpText(
      'after',
      `
Nothing else changes. Backups made before, and the folders "before-restore-..." that a restore has left, still open by the old one:
destroy those made under a passphrase that somebody knows.

Examples:
  nymbridge passphrase
  nymbridge --passphrase-file old.txt passphrase --new-passphrase-file new.txt`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): PassphraseOptions }) => {
      const { passphraseFile, newPassphraseFile } = command.optsWithGlobals();
      mustBeBegun(paths);
      const old = await findPassphrase(terminal, passphraseFile, environment);
      const next = await findNewPassphrase(terminal, newPassphraseFile);
      changeBridgePassphrase(paths, old, next, around);
      terminal.out('The passphrase is changed. Backups made before still open by the old one.');
      terminal.out('Where a file or a service keeps the old one for "nymbridge run", change it there too.');
    });
};
