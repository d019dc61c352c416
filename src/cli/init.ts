import type { AddVerb } from './verb';
import { hasVault, initBridge } from '../bridge';
import type { GlobalOptions } from './context';
import { findPassphrase } from './passphrase';
import { printJson } from './table';

export const addInit: AddVerb = (program, { terminal, environment, paths, around }) => {
  program
    .command('init')
    .description('make the vault, the configuration file and the local TLS certificate')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge init\n  nymbridge --passphrase-file ~/.nymbridge-passphrase init')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const { passphraseFile, json } = command.optsWithGlobals();
      const passphrase = await findPassphrase(terminal, passphraseFile, environment, !hasVault(paths));
      const fingerprint = await initBridge(paths, passphrase, around);
      if (json === true) {
        terminal.out(printJson({ ...paths, 'certificate SHA-256': fingerprint }));
        return;
      }
      terminal.out(`Configuration:  ${paths.config}`);
      terminal.out(`Data:           ${paths.data} (encrypted; without the passphrase nobody can open it, you neither)`);
      terminal.out(`Certificate:    ${paths.certificate}`);
      terminal.out(`  SHA-256       ${fingerprint}`);
      terminal.out('Next: name your news servers and the way out in the configuration, then');
      terminal.out('      nymbridge server add DOMAIN --key FILE');
    });
};
