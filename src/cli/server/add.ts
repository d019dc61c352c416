import { UserError } from '../../base/errors';
import { addServer, knownKey, type KnownKey, offerServerKey, type ServerKeyFacts, shippedKey } from '../../bridge';
import { type Context, withBridge } from '../context';
import { printJson } from '../table';
import type { AddVerb } from '../verb';
import {
  configuredKeyserver,
  findKey,
  type FoundKey,
  givenFingerprint,
  keyHelp,
  type KeyOptions,
  ofServer,
} from './find';
import { isTrusted, refuseShown, showKey } from './look';

export const addAdd: AddVerb = (server, context) => {
  server
    .command('add <domain>')
    .description("import a nym server's public key, after showing what it is")
    .option('--key <source>', `${keyHelp}; default: what is publicly documented, see certs/README.md`)
    .option('--fingerprint <hex>', 'answer the question: trust the key if this is its fingerprint, refuse it if not')
    .option('--yes', 'answer the question: trust the key whatever it is')
    .option('--anyway', 'take a key that does not name config@ or send@ at the domain, or is not the documented one')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
What is not on this machine is fetched through Tor, and nothing is asked unless you say so.

Examples:
  nymbridge server add nym.example --key server.asc
  nymbridge server add nym.example --key https://nym.example/key.asc
  nymbridge server add nym.example --key hkps://keys.example --fingerprint '0123 4567 ...'
  gpg --export config@nym.example | nymbridge server add nym.example --key - --fingerprint 0123...`,
    )
    .action(async (domain: string, _options: unknown, command: { optsWithGlobals(): KeyOptions }) => {
      const options = command.optsWithGlobals();
      const fingerprint = givenFingerprint(options);
      const found = await findNewKey(context, domain, fingerprint, options);
      const { facts, bytes } = await offerServerKey(found.bytes, { domain, fingerprint }, context.around.clock);
      await agree(context, domain, facts, found, options);
      const isNew = await withBridge(context, options, (bridge) =>
        addServer(bridge, domain, bytes, { anyway: options.anyway, source: found.source }),
      );
      context.terminal.out(
        options.json === true ? printJson({ domain, new: isNew, ...facts }) : sentence(domain, isNew),
      );
    });
};

interface FoundOrKnown extends FoundKey {
  readonly known?: KnownKey;
}

/** From where the person says; else what is documented; else from the keyserver of the configuration. */
async function findNewKey(
  context: Context,
  domain: string,
  fingerprint: string | undefined,
  { key }: KeyOptions,
): Promise<FoundOrKnown> {
  if (key !== undefined) return findKey(context, key, { address: ofServer(domain), fingerprint });
  const known = knownKey(domain);
  const bytes = known && shippedKey(known);
  if (known && bytes) return { bytes, source: 'certs/, as it comes with the program', known };
  if (known?.url !== undefined)
    throw new UserError(
      `Of ${domain} it is documented where its key is, and nothing more (${known.sources.join('; ')}). To look at it, fetched through Tor: nymbridge server add ${domain} --key ${known.url}`,
    );
  const keyserver = configuredKeyserver(context);
  if (keyserver !== undefined) return findKey(context, keyserver, { address: ofServer(domain), fingerprint });
  throw new UserError(`Nothing is documented here of the key of ${domain}. Give it by --key: ${keyHelp}.`);
}

async function agree(
  { terminal }: Context,
  domain: string,
  facts: ServerKeyFacts,
  { known }: FoundOrKnown,
  options: KeyOptions,
): Promise<void> {
  showKey(terminal, facts);
  if (known?.note !== undefined) terminal.error(`Note         ${known.note}`);
  if (known && facts.useless !== undefined)
    terminal.error(
      `Next         a newer copy may be on a keyserver: nymbridge server add ${domain} --key hkps://HOST --fingerprint ${facts.fingerprint}`,
    );
  refuseShown(facts, options);
  if (!(await isTrusted(terminal, facts, givenFingerprint(options), options)))
    throw new UserError('The key was not imported.');
}

function sentence(domain: string, isNew: boolean): string {
  if (!isNew)
    return `${domain} has this very key already. Nothing was changed. For a newer copy of it: nymbridge server refresh ${domain} --key ...`;
  return `${domain} is known now. Next: nymbridge nym create NAME@${domain}`;
}
