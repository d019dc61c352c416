import { UserError } from '../../base/errors';
import { compareServerKey, offerServerKey, readFingerprint, replaceServer } from '../../bridge';
import { withBridge } from '../context';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { findKey, givenFingerprint, keyHelp, type KeyOptions, ofServer } from './find';
import { isTrusted, refuseShown, showKey } from './look';

interface ReplaceOptions extends KeyOptions {
  readonly key: string;
  readonly replace?: string;
}

export const addReplace: AddVerb = (server, context) => {
  server
    .command('replace <domain>')
    .description('put another key in the place of the one that a nym server has; both are shown')
    .requiredOption('--key <source>', `the new key: ${keyHelp}`)
    .option('--replace <hex>', 'the fingerprint of the old key: without it, nothing is replaced')
    .option(
      '--fingerprint <hex>',
      'answer the question: trust the new key if this is its fingerprint, refuse it if not',
    )
    .option('--yes', 'answer the question: trust the new key whatever it is')
    .option('--anyway', 'take a key that does not name config@ or send@ at the domain, or is not the documented one')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Letters that wait are sealed for the new key. What the server has signed with the old one and comes late
is put into INBOX inside a notice.

Example:
  nymbridge server replace nym.example --key new.asc --replace '0123 4567 ...'`,
    )
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): ReplaceOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const fingerprint = givenFingerprint(options);
      const replaced = await withBridge(context, options, async (bridge) => {
        const found = await findKey(context, options.key, { address: ofServer(domain), fingerprint });
        const { bytes } = await offerServerKey(found.bytes, { domain, fingerprint }, bridge.clock);
        const { here, offered, relation } = await compareServerKey(bridge, domain, bytes);
        if (relation !== 'other') throw sameKey(domain);
        terminal.error('The key here:');
        showKey(terminal, here);
        terminal.error('The key that would take its place:');
        showKey(terminal, offered);
        refuseShown(offered, options);
        const old = options.replace === undefined ? unnamed(here.fingerprint) : readFingerprint(options.replace);
        if (!(await isTrusted(terminal, offered, fingerprint, options)))
          throw new UserError('The key was left as it is.');
        await replaceServer(bridge, domain, bytes, { old, anyway: options.anyway, source: found.source });
        return { domain, old, new: offered.fingerprint };
      });
      if (options.json === true) terminal.out(printJson(replaced));
      else terminal.out(`${domain} has the new key now. Nyms there go on; letters that wait are sealed for it.`);
    });
};

function sameKey(domain: string): UserError {
  return new UserError(`${domain} has this very key. For a newer copy of it: nymbridge server refresh ${domain}`);
}

function unnamed(old: string): never {
  throw new UserError(
    `Nothing was replaced. If the server itself says that it has a new key, name the old one: --replace ${old}`,
  );
}
