import { chooseOwner, setContact } from '../../bridge';
import { withBridge } from '../context';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { type ContactOptions, nymHelp } from './options';
import { readHabits } from './words';

export const addSet: AddVerb = (contact, context) => {
  contact
    .command('set <who> [changes...]')
    .usage('[options] <who> NAME=VALUE...')
    .description('change how mail to a contact is written')
    .option('--nym <address>', nymHelp)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
  encrypt               always; when-asked, by [encrypt] before the subject; or never
  sign                  yes: what is encrypted is signed too, with the nym's key; or no

Example:
  nymbridge contact set bob@example.org encrypt=when-asked sign=yes`,
    )
    .action(async (who: string, words: string[], _options: unknown, command: { optsWithGlobals(): ContactOptions }) => {
      const options = command.optsWithGlobals();
      const changes = readHabits(words);
      const set = await withBridge(context, options, async (bridge) => {
        const nym = await chooseOwner(bridge, options.nym);
        return { nym: nym.address, contact: who.toLowerCase(), ...setContact(bridge, nym, who, changes) };
      });
      const { contact: of, encrypt, sign } = set;
      const sentence = `Mail to ${of} is encrypted: ${encrypt}; signed then: ${sign ? 'yes' : 'no'}.`;
      context.terminal.out(options.json === true ? printJson(set) : sentence);
    });
};
