import type { Command } from 'commander';
import { changeNym, type ChangeWishes } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import type { Terminal } from '../terminal';
import { answered, historyNotes } from './askPassphrase';
import { readAssignments, type SetWords } from './assignments';
import { printOutcome } from './outcome';

interface SetOptions extends GlobalOptions {
  readonly iKnow?: boolean;
}

const help = `
Asked of the server, signed; old and new hold until its list of settings says which:
  hsub, symmetric       random, ask, off, or a passphrase
  subject               a fixed subject that everybody sees, or off; an hsub wins over it
  acksend               yes or no: a receipt for each letter
  ephemeral             new: another ephemeral layer, on servers that have it; letters wait for it
The bridge's own, at once:
  name                  display name in the From of its mail
  transport             way out, as named in the configuration
  copies                how often each request is sent
  rotate                how long hsub and symmetric last, such as 30d, or off
  pool                  how long letters wait: a random time up to 2h, or 30m..6h, or off
  html                  keep, or text: HTML is sent as plain text
  metadata              keep; clean: places, cameras and authors are taken out of attached pictures;
                        refuse: and what cannot be cleaned is not sent
  forwards              clean: of forwarded mails only who, whom, what and when; or whole

Examples:
  nymbridge nym set panda@nym.example hsub=random symmetric=off acksend=no
  nymbridge nym set panda@nym.example name="Panda Bear" rotate=30d`;

export function addSet(nym: Command, context: Context): void {
  nym
    .command('set <address> [changes...]')
    .usage('[options] <address> NAME=VALUE...')
    .description('change settings, here or on the server')
    .option('--i-know', 'answer the question: take a passphrase that is easily guessed')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (address: string, words: string[], _options: unknown, command: { optsWithGlobals(): SetOptions }) => {
      const options = command.optsWithGlobals();
      const typed = readAssignments(words);
      const wishes = await complete(context.terminal, typed);
      const { facts, notes } = await withBridge(context, options, (bridge) =>
        changeNym(bridge, address, wishes, options.iKnow === true),
      );
      const ownNotes = historyNotes(typed.hsub, typed.symmetric);
      printOutcome(context.terminal, options, { facts, notes: [...notes, ...ownNotes] });
    });
}

async function complete(terminal: Terminal, { hsub, symmetric, ...rest }: SetWords): Promise<ChangeWishes> {
  return {
    ...rest,
    ...(hsub !== undefined && { hsub: await answered(terminal, 'hsub', hsub) }),
    ...(symmetric !== undefined && { symmetric: await answered(terminal, 'symmetric', symmetric) }),
  };
}
