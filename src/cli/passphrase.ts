import { readFileSync } from 'node:fs';
import { UserError } from '../base/errors';
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
  const typed = await terminal.ask('Passphrase: ', true);
  if (twice && typed !== (await terminal.ask('The same again: ', true))) {
    throw new UserError('The two passphrases differ. Nothing was changed.');
  }
  return notEmpty(typed, 'An empty passphrase protects nothing. Type one, or give --passphrase-file FILE.');
}

/** The first line of the file. */
function readPassphraseFile(file: string): Secret {
  const text = file === '-' ? readFileSync(0, 'utf8') : readFileSync(file, 'utf8');
  const [line = ''] = text.split(/\r?\n/, 1);
  return notEmpty(line, `The first line of ${file} is empty: the passphrase belongs there.`);
}

function notEmpty(text: string, sentence: string): Secret {
  if (text === '') throw new UserError(sentence);
  return Secret.fromText(text);
}
