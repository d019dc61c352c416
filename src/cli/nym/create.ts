import type { Command } from 'commander';
import { createNym } from '../../bridge';
import { withProgress } from '../progress';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { printFacts } from '../table';
import { answered, historyNotes } from './askPassphrase';
import { readSubject, readSymmetric } from './createWords';
import { printOutcome } from './outcome';
import { readCopies, readKeyLife } from './values';

interface CreateOptions extends GlobalOptions {
  readonly name?: string;
  readonly expires: string;
  readonly key: string;
  readonly subject: string;
  readonly symmetric?: string | true;
  readonly ephemeral?: boolean;
  readonly transport?: string;
  readonly copies?: string;
  readonly iKnow?: boolean;
}

export function addCreate(nym: Command, context: Context): void {
  nym
    .command('create [address]')
    .usage('[options] <address>')
    .description('make the key pair and the random hSub, and send the request that creates the nym')
    .option('--name <text>', 'display name in the From of its mail')
    .option('--expires <time>', 'life of the key and so of the nym: no server prolongs one', '2y')
    .option('--key <algorithm>', 'rsa4096, rsa3072, rsa2048, or ecc for a server known to be new', 'rsa4096')
    .option('--subject <scheme>', 'how its mail is found: hsub (random), hsub:ask, plain:TEXT, or none', 'hsub')
    .option('--symmetric [passphrase]', 'add a symmetric layer: random, or ask')
    .option('--ephemeral', 'ask for an ephemeral layer: each message opens once; only some servers have it')
    .option('--transport <name>', 'way out, as named in the configuration; default: the one of [send]')
    .option('--copies <number>', 'how often each request is sent, for ways on which mail gets lost')
    .option('--i-know', 'answer the question: take a passphrase that is easily guessed')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge nym create panda@nym.example --name "Panda Bear"')
    .action(async (address: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>();
      await create(context, address ?? lacking(command, options), options);
    });
}

async function create(context: Context, address: string, options: CreateOptions): Promise<void> {
  const { terminal } = context;
  const typed = readTyped(options);
  const wishes = { ...readWishes(address, options), ...(await complete(context, typed)) };
  const facts = await withBridge(context, options, (bridge) =>
    withProgress(context.terminal, context.around.clock, 'Making the key pair', () => createNym(bridge, wishes)),
  );
  if (options.json === true) terminal.out(printFacts(facts, true));
  else printOutcome(terminal, options, { facts, notes: [sent, ...historyNotes(typed.hsub, typed.symmetric)] });
}

const sent =
  'The request goes out while "nymbridge run" is on. Servers answer in hours. Without an answer it is sent again, for a month.';

function readWishes(address: string, options: CreateOptions) {
  return {
    address,
    algorithm: options.key,
    lifeSeconds: readKeyLife(options.expires),
    name: options.name,
    transport: options.transport,
    ephemeral: options.ephemeral,
    copies: options.copies === undefined ? undefined : readCopies('--copies ', options.copies),
    anyway: options.iKnow === true,
  };
}

function readTyped(options: CreateOptions) {
  const subject = readSubject(options.subject);
  const hsub = subject.scheme === 'hsub' ? subject.passphrase : null;
  return { subject, hsub, symmetric: options.symmetric === undefined ? null : readSymmetric(options.symmetric) };
}

async function complete({ terminal }: Context, { subject, hsub, symmetric }: ReturnType<typeof readTyped>) {
  return {
    subject: subject.scheme === 'hsub' ? { ...subject, passphrase: await answered(terminal, 'hsub', hsub) } : subject,
    symmetric: await answered(terminal, 'symmetric', symmetric),
  };
}

/** `--symmetric ADDRESS` takes the address for a passphrase: it has to stand first. */
function lacking(command: Command, { symmetric }: CreateOptions): never {
  const taken = typeof symmetric === 'string' && symmetric.includes('@');
  return command.error(
    taken
      ? 'error: the address was taken for the passphrase of --symmetric: put the address first'
      : 'error: which nym? Give its address: nymbridge nym create NAME@DOMAIN',
  );
}
