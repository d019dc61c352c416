import type { Command } from 'commander';
import { UserError } from '../../base/errors';
import { importNym, type ImportWishes } from '../../bridge';
import { type Context, type GlobalOptions, withBridge } from '../context';
import { readFirstLine } from '../passphrase';
import type { Terminal } from '../terminal';
import { printOutcome } from './outcome';

interface ImportOptions
  extends
    GlobalOptions,
    Pick<
      ImportWishes,
      'gnupg' | 'nymphemeral' | 'bundle' | 'aam2mail' | 'maildir' | 'fingerprint' | 'name' | 'transport'
    > {
  readonly key?: string;
  readonly keyPassphraseFile?: string;
  readonly hsub?: string;
  readonly subject?: string;
  readonly esub?: string;
  readonly esubKey?: string;
  readonly symmetric?: string;
  readonly state: string;
}

const examples = `
A passphrase given as "ask" is typed, hidden. Nothing is changed at the place the nym comes from.

Examples:
  nymbridge nym import panda@nym.example --gnupg ~/.gnupg --hsub ask --state active
  nymbridge nym import panda@nym.example --gnupg ~/.gnupg --aam2mail ~/aam2mail --maildir ~/Maildir
  nymbridge nym import panda@nym.example --nymphemeral ~/.config/nymphemeral
  gpg --export-secret-keys panda@nym.example | nymbridge nym import panda@nym.example --key -`;

export function addImport(nym: Command, context: Context): void {
  nym
    .command('import <address>')
    .description('take in a nym that was made by other programs, or exported from here')
    .option('--gnupg <folder>', "its key is in GnuPG's home (usually ~/.gnupg); neither gpg nor its agent is needed")
    .option('--key <file>', 'its key was exported by "gpg --export-secret-keys" ("-": standard input)')
    .option('--nymphemeral <folder>', "everything is in nymphemeral's folder (usually ~/.config/nymphemeral)")
    .option('--bundle <folder>', 'everything was written by "nym export"')
    .option('--aam2mail <path>', "its subjects are in aam2mail's folder (~/aam2mail), or where ~/.aam2mailrc says")
    .option('--maildir <folder>', 'take the articles that aam2mail put into this Maildir')
    .option('--fingerprint <hex>', 'which key, where there are several for the address')
    .option(
      '--key-passphrase-file <file>',
      'answer the question: the passphrase of the key, in the first line of a file',
    )
    .option('--hsub <passphrase>', 'its hSub passphrase, or "ask"')
    .option('--subject <text>', 'its fixed plain subject')
    .option('--esub <text>', 'the text of its eSub, on older servers; its key is asked for')
    .option('--esub-key <key>', 'answer the question: the key of the eSub')
    .option('--symmetric <passphrase>', 'passphrase of its symmetric layer, or "ask"')
    .option('--name <text>', 'display name in the From of its mail; default: the one in its key')
    .option('--transport <name>', 'way out, as named in the configuration; default: the one of [send]')
    .option('--state <state>', 'active: its server knows it, and letters may go at once; or unknown', 'unknown')
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): ImportOptions }) => {
      const options = command.optsWithGlobals();
      const { terminal } = context;
      const wishes = await readWishes(terminal, address, options);
      const ask = () => keyPassphrase(terminal, options.keyPassphraseFile);
      printOutcome(terminal, options, await withBridge(context, options, (bridge) => importNym(bridge, wishes, ask)));
    });
}

async function readWishes(terminal: Terminal, address: string, options: ImportOptions): Promise<ImportWishes> {
  const { key, hsub, subject, esub, symmetric, state, ...rest } = options;
  if (!['active', 'unknown'].includes(state)) throw new UserError(`--state "${state}": give active or unknown.`);
  if (options.esubKey !== undefined && esub === undefined) throw new UserError('--esub-key goes with --esub TEXT.');
  const hidden = async (word: string, what: string, flag: string) =>
    word === 'ask' ? askHidden(terminal, what, flag) : word;
  return {
    ...rest,
    address,
    keyFile: key,
    works: state === 'active',
    selectors: [
      ...(hsub === undefined
        ? []
        : [{ scheme: 'hsub', passphrase: await hidden(hsub, 'hSub passphrase', '--hsub PASSPHRASE') } as const]),
      ...(subject === undefined ? [] : [{ scheme: 'plain', text: subject } as const]),
      ...(esub === undefined
        ? []
        : [
            {
              scheme: 'esub',
              text: esub,
              key: await hidden(options.esubKey ?? 'ask', 'Key of the eSub', '--esub-key KEY'),
            } as const,
          ]),
    ],
    symmetric:
      symmetric === undefined ? [] : [await hidden(symmetric, 'Symmetric passphrase', '--symmetric PASSPHRASE')],
  };
}

async function keyPassphrase(terminal: Terminal, file: string | undefined): Promise<string> {
  return file === undefined
    ? askHidden(terminal, "The passphrase of the nym's key", '--key-passphrase-file FILE')
    : readFirstLine(file);
}

async function askHidden(terminal: Terminal, what: string, flag: string): Promise<string> {
  if (!terminal.interactive) throw new UserError(`${what} is needed, and nobody can be asked here: give ${flag}.`);
  return terminal.ask(`${what}: `, true);
}
