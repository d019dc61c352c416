import { UserError } from '../../base/errors';
import { type ComparedKeys, compareServerKey, refreshServer, showServer } from '../../bridge';
import { withBridge } from '../context';
import { printJson } from '../table';
import { confirm } from '../terminal';
import type { AddVerb } from '../verb';
import { configuredKeyserver, findKey, keyHelp, type KeyOptions, ofServer } from './find';
import { showKey } from './look';

export const addRefresh: AddVerb = (server, context) => {
  server
    .command('refresh <domain>')
    .description('take a newer copy of the same key: a later end, other user ids, a revocation')
    .option('--key <source>', `${keyHelp}; default: the [keyserver] of the configuration`)
    .option('--yes', 'answer the question: take what has changed')
    .option('--anyway', 'take it though it does not name config@ or send@ at the domain any more')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge server refresh nym.example --key hkps://keys.example')
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): KeyOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const changes = await withBridge(context, options, async (bridge) => {
        const from = options.key ?? configuredKeyserver(context) ?? noPlace(domain);
        const { key } = await showServer(bridge, domain);
        const { bytes, source } = await findKey(context, from, {
          address: ofServer(domain),
          fingerprint: key.fingerprint,
        });
        const compared = await compareServerKey(bridge, domain, bytes);
        if (compared.relation === 'newer') {
          showChanges(terminal, compared);
          if (options.yes !== true && !(await confirm(terminal, 'Take this copy?', '--yes')))
            throw new UserError('The key was left as it is.');
        }
        return refreshServer(bridge, domain, bytes, { anyway: options.anyway, source });
      });
      const same = `The copy of the key of ${domain} here is the newest. Nothing was changed.`;
      if (options.json === true) terminal.out(printJson({ domain, changes }));
      else terminal.out(changes.length === 0 ? same : `The key of ${domain} is the newer copy now.`);
    });
};

function showChanges(terminal: Parameters<typeof showKey>[0], { offered, changes }: ComparedKeys): void {
  showKey(terminal, offered);
  for (const change of changes) terminal.error(`Change       ${change}`);
}

function noPlace(domain: string): never {
  throw new UserError(
    `Say where a newer copy may be: nymbridge server refresh ${domain} --key hkps://HOST (or a file, an address), or set "address" in [keyserver] of the configuration.`,
  );
}
