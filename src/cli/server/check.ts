import { checkServer, type KeyFinding, showServer } from '../../bridge';
import { withBridge } from '../context';
import { exitStatus } from '../errors';
import { printRows } from '../table';
import type { AddVerb } from '../verb';
import { findKey, keyHelp, type KeyOptions, ofServer } from './find';

export const addCheck: AddVerb = (server, context, finish) => {
  server
    .command('check <domain>')
    .description('judge the key of a nym server, by itself or beside another copy; changes nothing')
    .option('--key <source>', `hold it against the key there: ${keyHelp}`)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Exit status 1 where something is bad. Nothing is asked of the network without --key.

Examples:
  nymbridge server check nym.example
  nymbridge server check nym.example --key hkps://keys.example`,
    )
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): KeyOptions }) => {
      const options = command.optsWithGlobals();
      const findings = await withBridge(context, options, async (bridge): Promise<KeyFinding[]> => {
        const { key } = await showServer(bridge, domain);
        const wanted = { address: ofServer(domain), fingerprint: key.fingerprint };
        const found = options.key === undefined ? undefined : await findKey(context, options.key, wanted);
        return checkServer(bridge, domain, found?.bytes);
      });
      context.terminal.out(printRows(findings, options.json === true, ''));
      if (findings.some(({ verdict }) => verdict === 'bad')) finish(exitStatus.failed);
    });
};
