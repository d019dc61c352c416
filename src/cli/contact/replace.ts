import { UserError } from '../../base/errors';
import { chooseOwner, compareContactKey, offerContactKey, readFingerprint, replaceContact } from '../../bridge';
import { withBridge } from '../context';
import { findKey, givenFingerprint, keyHelp } from '../server/find';
import { isTrusted, refuseShown, showKey } from '../server/look';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { type ContactOptions, nymHelp } from './options';

interface ReplaceOptions extends ContactOptions {
  readonly key: string;
  readonly replace?: string;
}

export const addReplace: AddVerb = (contact, context) => {
  contact
    .command('replace <who>')
    .description('put another key in the place of the one that a contact has; both are shown')
    .requiredOption('--key <source>', `the new key: ${keyHelp}`)
    .option('--replace <hex>', 'the fingerprint of the old key: without it, nothing is replaced')
    .option('--nym <address>', nymHelp)
    .option(
      '--fingerprint <hex>',
      'answer the question: trust the new key if this is its fingerprint, refuse it if not',
    )
    .option('--yes', 'answer the question: trust the new key whatever it is')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Mail that is signed with the old key and comes late is said to be by a key that is no contact's.

Example:
  nymbridge contact replace bob@example.org --key new.asc --replace '0123 4567 ...'`,
    )
    .action(async (who: string, _options: unknown, command: { optsWithGlobals(): ReplaceOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const fingerprint = givenFingerprint(options);
      const replaced = await withBridge(context, options, async (bridge) => {
        const nym = await chooseOwner(bridge, options.nym);
        const { bytes } = await findKey(context, options.key, { address: who, fingerprint });
        const offered = await offerContactKey(bytes, { address: who, fingerprint }, bridge.clock);
        const { here, relation } = await compareContactKey(bridge, nym, offered);
        if (relation !== 'other')
          throw new UserError(`${who} has this very key. For a newer copy of it: nymbridge contact add KEY`);
        terminal.error('The key here:');
        showKey(terminal, here);
        terminal.error('The key that would take its place:');
        showKey(terminal, offered.facts);
        refuseShown(offered.facts, options);
        const old = options.replace === undefined ? unnamed(here.fingerprint) : readFingerprint(options.replace);
        if (!(await isTrusted(terminal, offered.facts, fingerprint, options)))
          throw new UserError('The key was left as it is.');
        await replaceContact(bridge, nym, old, offered);
        return { nym: nym.address, contact: offered.address, old, new: offered.facts.fingerprint };
      });
      terminal.out(options.json === true ? printJson(replaced) : `${replaced.contact} has the new key now.`);
    });
};

function unnamed(old: string): never {
  throw new UserError(
    `Nothing was replaced. If your correspondent says that they have a new key, name the old one: --replace ${old}`,
  );
}
