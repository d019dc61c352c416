import { UserError } from '../../base/errors';
import { addContact as add, chooseOwner, offerContactKey, type OfferedContact } from '../../bridge';
import { type Context, withBridge } from '../context';
import { readOneOf } from '../nym/values';
import { findKey, givenFingerprint, keyHelp } from '../server/find';
import { isTrusted, refuseShown, showKey } from '../server/look';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import { type ContactOptions, nymHelp } from './options';
import { habitWords } from './words';

interface AddOptions extends ContactOptions {
  readonly encrypt: string;
  readonly sign?: boolean;
}

export const addAdd: AddVerb = (contact, context) => {
  contact
    .command('add <key>')
    .description("take a correspondent's public key, after showing what it is, for mail to and from them")
    .option('--nym <address>', nymHelp)
    .option('--address <who>', 'whose key it is, where it names several addresses or none')
    .option('--encrypt <habit>', 'always; when-asked, by [encrypt] before the subject; or never', 'always')
    .option('--sign', "sign what is encrypted too, with the nym's own key")
    .option('--fingerprint <hex>', 'answer the question: trust the key if this is its fingerprint, refuse it if not')
    .option('--yes', 'answer the question: trust the key whatever it is')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
KEY: ${keyHelp}.
What is not on this machine is fetched through Tor. The same key again is taken as a newer copy of it; another
key is refused: see "nymbridge contact replace --help".

Examples:
  nymbridge contact add bob.asc
  nymbridge contact add bob.asc --nym panda@nym.example --encrypt when-asked --sign
  nymbridge contact add vks:keys.example --address bob@example.org --fingerprint '0123 4567 ...'`,
    )
    .action(async (from: string, _options: unknown, command: { optsWithGlobals(): AddOptions }) => {
      const options = command.optsWithGlobals();
      const encrypt = readOneOf(habitWords, '--encrypt ', options.encrypt);
      const fingerprint = givenFingerprint(options);
      const { address } = options;
      const added = await withBridge(context, options, async (bridge) => {
        const nym = await chooseOwner(bridge, options.nym);
        const { bytes } = await findKey(context, from, { address, fingerprint });
        const offered = await offerContactKey(bytes, { address, fingerprint }, bridge.clock);
        const isKnown = nym.contacts.some(({ key }) => key.fingerprint === offered.facts.fingerprint);
        if (!isKnown) await agree(context, offered, fingerprint, options);
        const became = await add(bridge, nym, offered, { encrypt, sign: options.sign === true });
        return { nym: nym.address, contact: offered.address, became, fingerprint: offered.facts.fingerprint };
      });
      context.terminal.out(options.json === true ? printJson(added) : sentences[added.became](added.contact, encrypt));
    });
};

async function agree(
  { terminal }: Context,
  { address, facts }: OfferedContact,
  fingerprint: string | undefined,
  options: AddOptions,
): Promise<void> {
  terminal.error(`Contact      ${address}`);
  showKey(terminal, facts);
  refuseShown(facts, options);
  if (!(await isTrusted(terminal, facts, fingerprint, options))) throw new UserError('The key was not taken.');
}

const sentences: Record<'new' | 'newer' | 'same', (contact: string, encrypt: string) => string> = {
  new: (contact, encrypt) => `Mail to ${contact} is encrypted: ${encrypt}.`,
  newer: (contact) => `${contact} has the newer copy of the same key now. Nothing else was changed.`,
  same: (contact) => `${contact} has this very key already. Nothing was changed.`,
};
