import { chooseOwner, showContact } from '../../bridge';
import { withBridge } from '../context';
import { keyLines } from '../server/look';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { type ContactOptions, nymHelp } from './options';

export const addShow: AddVerb = (contact, context) => {
  contact
    .command('show <who>')
    .description('one contact: the key, and how mail to them is written')
    .option('--nym <address>', nymHelp)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge contact show bob@example.org')
    .action(async (who: string, _options: unknown, command: { optsWithGlobals(): ContactOptions }) => {
      const options = command.optsWithGlobals();
      const { out } = context.terminal;
      const shown = await withBridge(context, options, async (bridge) =>
        showContact(bridge, await chooseOwner(bridge, options.nym), who),
      );
      if (options.json === true) {
        out(printJson(shown));
        return;
      }
      out(`Contact      ${shown.contact}`);
      out(`Nym          ${shown.nym}`);
      out(`Encrypt      ${shown.encrypt}`);
      out(`Sign         ${shown.sign ? 'yes' : 'no'}`);
      out(`Added        ${shown.added.slice(0, 10)}`);
      out(keyLines(shown.key).join('\n'));
    });
};
