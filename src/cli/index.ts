// The command line: one file a verb, each reading its words and printing what the bridge answers.
import { Command } from 'commander';
import { version } from '../bridge';
import { addAccount } from './account';
import { addBackup } from './backup';
import { addPassphrase } from './changePassphrase';
import { addCompletion } from './completion';
import { addContact } from './contact';
import { makeContext } from './context';
import { exitStatus, explain, usageSentence } from './errors';
import { addDoctor } from './doctor';
import { addFetch } from './fetch';
import { addInit } from './init';
import { addMail } from './mail';
import { addManual } from './manual';
import { addNewnym } from './newnym';
import { addNym } from './nym';
import { addOutbox } from './outbox';
import { addRemailers } from './remailers';
import { addRestore } from './restore';
import { addRun } from './run';
import { addSandbox } from './sandbox';
import { addServer } from './server';
import { addStatus } from './status';
import type { Terminal } from './terminal';
import { addUrl } from './url';
import { addVectors } from './vectorsVerb';
import type { AddVerb } from './verb';

const verbs: readonly AddVerb[] = [
  addInit,
  addServer,
  addNym,
  addContact,
  addAccount,
  addMail,
  addRun,
  addFetch,
  addUrl,
  addOutbox,
  addRemailers,
  addNewnym,
  addStatus,
  addDoctor,
  addPassphrase,
  addBackup,
  addRestore,
  addSandbox,
  addVectors,
  addCompletion,
  addManual,
];

const introduction = `Use a pseudonym on a Zax-type nym server from any mail client, as an ordinary account.

The first steps, in order:
  nymbridge init                                      vault, configuration
  nymbridge server add nym.example --key server.asc   the nym server's key
  nymbridge nym create panda@nym.example              a pseudonym
  nymbridge run                                       serve the mail client

Or see it all on this machine first, with nothing leaving it:
  nymbridge sandbox`;

/** Runs one command line (without the program's own name) and gives the exit status. Never throws. */
export async function runCommandLine(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  let status: number = exitStatus.done;
  const program = openProgram(environment, terminal, (own) => (status = own));
  try {
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (error) {
    const { lines, status: failed } = explain(error, environment);
    lines.forEach(terminal.error);
    return failed;
  }
}

/** The whole tree of commands; `finish` takes the exit status of a verb that has one of its own. */
export function openProgram(
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
  finish: (status: number) => void,
): Command {
  const program = makeProgram(terminal);
  const context = makeContext(environment, terminal);
  for (const add of verbs) add(program, context, finish);
  nameInErrors(program, program.name());
  return program;
}

/** Each verb's wrong words are answered with where its own help is. */
function nameInErrors(command: Command, verb: string): void {
  command.configureOutput({
    outputError: (text, write) => {
      write(usageSentence(text, verb));
    },
  });
  for (const one of command.commands) nameInErrors(one, `${verb} ${one.name()}`);
}

function makeProgram(terminal: Terminal): Command {
  const line = (write: (text: string) => void) => (text: string) => {
    write(text.replace(/\n$/, ''));
  };
  return new Command('nymbridge')
    .description(introduction)
    .version(version)
    .option('--passphrase-file <file>', 'take the passphrase from the first line of a file ("-": standard input)')
    .addHelpText(
      'after',
      `
Without --passphrase-file the passphrase is taken from NYMBRIDGE_PASSPHRASE, or asked for.
NYMBRIDGE_HOME puts configuration and data into one folder.
Exit status: 0 done, 1 it could not be done, 2 the command line was wrong, 130 Ctrl-C.`,
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: line(terminal.out),
      writeErr: line(terminal.error),
    });
}
