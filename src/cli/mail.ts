import type { Command } from 'commander';
import { UserError } from '../base/errors';
import { readNamed } from '../base/namedFile';
import { plainLine } from '../base/plain';
import { Secret } from '../base/secret';
import { exportMail, importMail, type MovedMail, type Place, readImapAddress } from '../bridge';
import { type Context, type GlobalOptions, withBridge } from './context';
import { exitStatus } from './errors';
import { withProgress } from './progress';
import { printJson, printRows } from './table';
import type { Terminal } from './terminal';
import type { AddVerb } from './verb';

interface PlaceOptions extends GlobalOptions {
  readonly maildir?: string;
  readonly mbox?: string;
  readonly imap?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly pin?: string;
  readonly tls: boolean;
  readonly direct?: boolean;
  readonly again?: boolean;
  readonly into?: string;
}

const passwordVariable = 'NYMBRIDGE_IMAP_PASSWORD';

export const addMail: AddVerb = (program, context, finish) => {
  const mail = program
    .command('mail')
    .description('copy mail out to, or in from, Maildir, mbox or another IMAP account')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  nymbridge mail export panda@nym.example --maildir ~/panda
  nymbridge mail import panda@nym.example --mbox ~/mail/inbox.mbox --into INBOX`,
    );
  addExport(mail, context, finish);
  addImport(mail, context, finish);
};

const often = `
It may be run as often as one likes: what was copied before is not copied again, and what was cut off, by Ctrl-C or worse, is
finished. It is a copy, not a synchronisation: nothing is deleted at either end. One export or import runs at a
time.`;

const passwords = `
The password of an IMAP account is taken from --password-file, from ${passwordVariable}, or asked for. The way there is through
Tor, unless --direct is given.`;

function addExport(mail: Command, context: Context, finish: (status: number) => void): void {
  placeOptions(
    mail.command('export <address>').description('copy all mail of a nym out, with folders, flags and dates'),
    {
      maildir: 'into a Maildir, made where there is none',
      mbox: 'into a folder of mbox files, made where there is none',
      imap: 'into an account: imaps://USER@HOST, or imap:// for STARTTLS; with a /FOLDER, everything goes below it',
      again: 'forget what was copied there before: what is not there now is copied again',
    },
  )
    .addHelpText(
      'after',
      `${often}
Files are not encrypted; only their folder's permissions keep others out. The provider of an IMAP account can read what is copied
there, and knows then whose nym it is.
${passwords}

Examples:
  nymbridge mail export panda@nym.example --maildir ~/panda
  nymbridge mail export panda@nym.example --mbox ~/panda-mbox
  nymbridge mail export panda@nym.example --imap imaps://alice@mail.example/Panda`,
    )
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): PlaceOptions }) => {
      const options = command.optsWithGlobals();
      const place = await readPlace(context, options);
      const moved = await moving(context, options, 'Copying mail out', (bridge, report) =>
        exportMail(bridge, address, { place, again: options.again, report }),
      );
      print(context.terminal, options, moved, finish);
      if (place.kind !== 'imap' && options.json !== true)
        context.terminal.out(`The mail in ${place.path} is not encrypted. Keep it where nobody else reads.`);
    });
}

function addImport(mail: Command, context: Context, finish: (status: number) => void): void {
  placeOptions(
    mail.command('import <address>').description("copy mail into a nym's mailboxes, with folders, flags and dates"),
    {
      maildir: 'from a Maildir with all its folders',
      mbox: 'from an mbox file, or a folder of them',
      imap: 'from an account: imaps://USER@HOST, or imap:// for STARTTLS; with a /FOLDER, from that one and what is below',
      again: 'forget what was copied from there before: what is not in the mailbox now is copied again',
    },
  )
    .option('--into <mailbox>', 'put it there, and its folders below; otherwise each goes where its name says')
    .addHelpText(
      'after',
      `${often}
${passwords}

Examples:
  nymbridge mail import panda@nym.example --maildir ~/Maildir --into Old
  nymbridge mail import panda@nym.example --mbox ~/mail/inbox.mbox --into INBOX
  nymbridge mail import panda@nym.example --imap imaps://alice@mail.example/Panda`,
    )
    .action(async (address: string, _options: unknown, command: { optsWithGlobals(): PlaceOptions }) => {
      const options = command.optsWithGlobals();
      const place = await readPlace(context, options);
      const moved = await moving(context, options, 'Copying mail in', (bridge, report) =>
        importMail(bridge, address, { place, again: options.again, into: options.into, report }),
      );
      print(context.terminal, options, moved, finish);
    });
}

function placeOptions(verb: Command, say: Record<'maildir' | 'mbox' | 'imap' | 'again', string>): Command {
  return verb
    .option('--maildir <folder>', say.maildir)
    .option('--mbox <path>', say.mbox)
    .option('--imap <url>', say.imap)
    .option('--user <name>', 'the user name, where the address has none')
    .option('--password-file <file>', 'take the password of the account from the first line of a file')
    .option('--pin <sha256>', "trust the server's certificate by its fingerprint, whoever signed it")
    .option('--no-tls', 'without TLS: for onions and for this machine')
    .option('--direct', 'not through Tor: the server sees where you are, and the network which server it is')
    .option('--again', say.again)
    .option('--json', 'as JSON');
}

/** Which of the three was named. Throws UserError where it is none, or more than one. */
async function readPlace(context: Context, options: PlaceOptions): Promise<Place> {
  const { maildir, mbox, imap } = options;
  const named = [maildir, mbox, imap].filter((one) => one !== undefined);
  if (named.length !== 1)
    throw new UserError(
      `${named.length === 0 ? 'Say where' : 'Say one place only'}: --maildir DIR, --mbox PATH or --imap URL.`,
    );
  if (named[0] === '') throw new UserError('The place has no name: give --maildir DIR, --mbox PATH or --imap URL.');
  if (maildir !== undefined) return { kind: 'maildir', path: maildir };
  if (mbox !== undefined) return { kind: 'mbox', path: mbox };
  return readAccount(context, options, imap ?? '');
}

async function readAccount(context: Context, options: PlaceOptions, url: string): Promise<Place> {
  const address = readImapAddress(url);
  const user = options.user ?? address.user;
  if (user === undefined)
    throw new UserError(`Whose account at ${address.host}? Write imaps://USER@${address.host}, or give --user NAME.`);
  const { pin, tls, direct } = options;
  if (pin !== undefined && !/^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(pin))
    throw new UserError(`--pin "${pin}": give the SHA-256 fingerprint of the certificate, 64 hex digits.`);
  const password = await findPassword(context, options, `Password of ${user} at ${address.host}: `);
  return { kind: 'imap', address, user, password, pin, plain: !tls, direct };
}

/** Never from the command line, which everybody on the machine can read. */
async function findPassword(
  { terminal, environment }: Context,
  { passwordFile, passphraseFile }: PlaceOptions,
  question: string,
): Promise<Secret> {
  if (passwordFile === '-' && passphraseFile === '-')
    throw new UserError('Passphrase and password cannot both come from standard input: give one of them as a file.');
  if (passwordFile !== undefined) {
    const [line = ''] = readNamed(passwordFile).toString().split(/\r?\n/, 1);
    if (line === '') throw new UserError(`The first line of ${passwordFile} is empty: the password belongs there.`);
    return Secret.fromText(line);
  }
  const given = environment[passwordVariable];
  if (given !== undefined && given !== '') return Secret.fromText(given);
  if (!terminal.interactive)
    throw new UserError(`The password of the account is needed: give --password-file FILE or set ${passwordVariable}.`);
  return Secret.fromText(await terminal.ask(question, true));
}

type Work = Parameters<typeof withBridge<MovedMail>>[2];
type Report = Parameters<Parameters<typeof withProgress>[3]>[0];

/** With the bridge open, and a line that says how far it is. */
function moving(
  context: Context,
  options: PlaceOptions,
  what: string,
  work: (bridge: Parameters<Work>[0], report: Report) => Promise<MovedMail>,
): Promise<MovedMail> {
  return withBridge(context, options, (bridge) =>
    withProgress(context.terminal, context.around.clock, what, (report) => work(bridge, report)),
  );
}

/** A path takes 4096 characters at most; a line feed in one must not begin a line of its own. */
const longestProblem = 5000;

function print(
  { out, error }: Terminal,
  { json }: PlaceOptions,
  moved: MovedMail,
  finish: (status: number) => void,
): void {
  if (json === true) out(printJson(moved));
  else out(printRows(moved.mailboxes, false, 'There is no mail.'));
  for (const problem of moved.problems) error(`nymbridge: ${plainLine(problem, longestProblem)}`);
  if (moved.problems.length > 0) finish(exitStatus.failed);
}
