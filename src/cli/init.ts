import type { AddVerb } from './verb';
import { hasVault, initBridge } from '../bridge';
import type { GlobalOptions } from './context';
import { findPassphrase } from './passphrase';

export const addInit: AddVerb = (program, { terminal, environment, paths, around }) => {
  program
    .command('init')
    .description('make the vault, the configuration file and the local TLS certificate')
    .addHelpText('after', '\nExample:\n  nymbridge init\n  nymbridge --passphrase-file ~/.nymbridge-passphrase init')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const file = command.optsWithGlobals().passphraseFile;
      const passphrase = await findPassphrase(terminal, file, environment, !hasVault(paths));
      const fingerprint = await initBridge(paths, passphrase, around);
      terminal.out(`Configuration:  ${paths.config}`);
      terminal.out(`Data:           ${paths.data} (encrypted; without the passphrase nobody can open it, you neither)`);
      terminal.out(`Certificate:    ${paths.certificate}`);
      terminal.out(`  SHA-256       ${fingerprint}`);
      terminal.out('Next: name your news servers and the way out in the configuration, then');
      terminal.out('      nymbridge server add DOMAIN --key FILE');
    });
};
