import type { AddVerb } from './verb';
import { restoreBridge } from '../bridge';
import type { GlobalOptions } from './context';
import { findPassphrase } from './passphrase';
import { withProgress } from './progress';
import { printFacts } from './table';

interface RestoreOptions extends GlobalOptions {
  readonly replace?: boolean;
}

export const addRestore: AddVerb = (program, { terminal, environment, paths, around }) => {
  program
    .command('restore <file>')
    .description('put a backup in place, after checking all of it')
    .option('--replace', 'where there is a bridge already: keep it aside, and put the backup in its place')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The passphrase is the one that the bridge had when the backup was made. Letters that were waiting then are not sent: they may
have been since. Each is reported in INBOX. Mail clients read their folders anew.

Examples:
  nymbridge restore /media/stick/nymbridge-2026-11-22.backup
  nymbridge restore --replace ~/nymbridge.backup`,
    )
    .action(async (file: string, _options: unknown, command: { optsWithGlobals(): RestoreOptions }) => {
      const { passphraseFile, replace, json = false } = command.optsWithGlobals();
      const passphrase = await findPassphrase(terminal, passphraseFile, environment);
      const facts = await withProgress(terminal, around.clock, 'Reading', (onProgress) =>
        restoreBridge(paths, passphrase, around, { file, replace, onProgress }),
      );
      terminal.out(printFacts(facts, json));
      if (json) return;
      terminal.out(
        'What was changed on nym servers since the backup is not known here: see "nymbridge nym ask --help".',
      );
      terminal.out('Next: nymbridge doctor, and then nymbridge run');
    });
};
