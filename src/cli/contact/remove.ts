import { chooseOwner, removeContact, showContact } from '../../bridge';
import { withBridge } from '../context';
import { mustAgree } from '../nym/agree';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { type ContactOptions, nymHelp } from './options';

export const addRemove: AddVerb = (contact, context) => {
  contact
    .command('remove <who>')
    .description('forget a contact and the key: mail to them goes unencrypted')
    .option('--nym <address>', nymHelp)
    .option('--yes', 'answer the question: forget it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge contact remove bob@example.org')
    .action(async (who: string, _options: unknown, command: { optsWithGlobals(): ContactOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const removed = await withBridge(context, options, async (bridge) => {
        const nym = await chooseOwner(bridge, options.nym);
        const shown = await showContact(bridge, nym, who);
        const question = `Forget the key of ${shown.contact}? Mail from ${nym.address} to them goes unencrypted then.`;
        await mustAgree(terminal, question, options.yes);
        removeContact(bridge, nym, who);
        return { nym: nym.address, contact: shown.contact };
      });
      terminal.out(options.json === true ? printJson(removed) : `${removed.contact} is no contact any more.`);
    });
};
