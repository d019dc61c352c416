import { UserError } from '../base/errors';
import { readNamed } from '../base/namedFile';
import { Secret } from '../base/secret';
import type { Terminal } from './terminal';

const variable = 'NYMBRIDGE_PASSPHRASE';

/** The passphrase of the vault: from `--passphrase-file`, from the environment, or typed. `twice` for a new one. */
export async function findPassphrase(
  terminal: Terminal,
  file: string | undefined,
  environment: NodeJS.ProcessEnv,
  twice = false,
): Promise<Secret> {
  if (file !== undefined) return readPassphraseFile(file);
  const given = environment[variable];
  if (given !== undefined && given !== '') return Secret.fromText(given);
  if (!terminal.interactive) {
    throw new UserError(`The passphrase is needed: give --passphrase-file FILE or set ${variable}.`);
  }
  return typed(terminal, 'Passphrase: ', twice);
}

/** The one that is to take its place: from a file, or typed twice. */
export async function findNewPassphrase(terminal: Terminal, file: string | undefined): Promise<Secret> {
  if (file !== undefined) return readPassphraseFile(file);
  if (!terminal.interactive) throw new UserError('The new passphrase is needed: give --new-passphrase-file FILE.');
  return typed(terminal, 'New passphrase: ', true);
}

async function typed(terminal: Terminal, question: string, twice: boolean): Promise<Secret> {
  const text = notEmpty(
    await terminal.ask(question, true),
    'An empty passphrase protects nothing. Nothing was changed.',
  );
  if (twice && text !== (await terminal.ask('The same again: ', true))) {
    throw new UserError('The two passphrases differ. Nothing was changed.');
  }
  return Secret.fromText(text);
}

function readPassphraseFile(file: string): Secret {
  return Secret.fromText(readFirstLine(file));
}

/** The first line of a file ("-": standard input). Throws UserError where it is empty. */
export function readFirstLine(file: string): string {
  const [line = ''] = readNamed(file).toString().split(/\r?\n/, 1);
  return notEmpty(line, `The first line of ${file} is empty: the passphrase belongs there.`);
}

function notEmpty(text: string, sentence: string): string {
  if (text === '') throw new UserError(sentence);
  return text;
}
