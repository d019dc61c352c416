import { Option } from 'commander';
import { UserError } from '../base/errors';
import type { Bridge, SetupWishes, SnippetProgram } from '../bridge';
import { accountSettings, endLogin, setupSnippet, snippetPrograms, writeSetup } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printFacts, printJson } from './table';
import type { AddVerb } from './verb';

type Options = GlobalOptions & SetupWishes & { readonly snippet?: SnippetProgram; readonly off?: boolean };

const examples = `
Examples:
  nymbridge account panda@nym.example
  nymbridge account panda@nym.example --thunderbird ~/panda --with-password
  thunderbird --profile ~/panda
  nymbridge account all
  nymbridge account panda@nym.example --snippet neomutt >> ~/.neomuttrc`;

export const addAccount: AddVerb = (program, context) => {
  program
    .command('account <address>')
    .description(
      'what the mail client asks for when the account is set up, the password included; or the set-up itself',
    )
    .option('--thunderbird <folder>', 'write a Thunderbird profile that opens in the mailbox')
    .option('--autoconfig <file>', 'write config-v1.1.xml, which many mail clients read')
    .option('--mobileconfig <file>', 'write a configuration profile for Apple Mail')
    .addOption(new Option('--snippet <program>', 'print the lines for a configuration file').choices(snippetPrograms))
    .option('--with-password', 'put the password in: the client does not ask, and whoever reads the file has it')
    .option('--force', 'write over what is there')
    .option('--off', 'end the login "all": its password opens nothing any more')
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): Options }) => {
      const options = command.optsWithGlobals();
      checkWishes(options);
      context.terminal.out(await withBridge(context, options, (bridge) => answer(bridge, address, options)));
    });
};

/** What is wished for, of the things that go together. */
function checkWishes({ thunderbird, autoconfig, mobileconfig, snippet, withPassword, force, off }: Options): void {
  const files = [thunderbird, autoconfig, mobileconfig].some((file) => file !== undefined);
  if (snippet !== undefined && files) throw new UserError('Ask for --snippet alone: it is printed, and not written.');
  if (withPassword === true && !files && snippet === undefined)
    throw new UserError('--with-password needs one of --thunderbird, --mobileconfig and --snippet to put it in.');
  if (withPassword === true && autoconfig !== undefined)
    throw new UserError('config-v1.1.xml has no place for a password: leave out --with-password, or --autoconfig.');
  if (off === true && (files || snippet !== undefined || withPassword === true))
    throw new UserError('--off ends the login "all", and writes nothing.');
  if (force === true && !files) throw new UserError('--force needs a file or folder to write over.');
}

async function answer(bridge: Bridge, address: string, options: Options): Promise<string> {
  const { snippet, withPassword = false, json = false, thunderbird, autoconfig, mobileconfig } = options;
  if (options.off === true) {
    endLogin(bridge, address);
    return json
      ? printJson({ ended: address })
      : 'The login "all" is ended. "nymbridge account all" begins it anew, with another password.';
  }
  if (snippet !== undefined) {
    const text = await setupSnippet(bridge, address, snippet, withPassword);
    return json ? printJson({ program: snippet, text }) : text.trimEnd();
  }
  if ([thunderbird, autoconfig, mobileconfig].every((file) => file === undefined))
    return printFacts(await accountSettings(bridge, address), json);
  const written = await writeSetup(bridge, address, options);
  if (json) return printJson(written);
  return written.map(({ written: path, next }) => `Written: ${path}\nNext:    ${next}`).join('\n');
}
