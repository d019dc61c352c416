import type { Command } from 'commander';
import {
  cancelLetter,
  listLetters,
  questionBeforeRetry,
  readLetterNumber,
  retryLetter,
  sealedText,
  showLetter,
} from '../bridge';
import { type Context, type GlobalOptions, withBridge } from './context';
import { mustAgree } from './nym/agree';
import { printFacts, printJson, printRows, printText } from './table';
import type { AddVerb } from './verb';

export const addOutbox: AddVerb = (program, context) => {
  const outbox = program.command('outbox').description('letters on their way out: see, send now, take back');
  for (const add of [addList, addShow, addRetry, addCancel]) add(outbox, context);
};

interface ListOptions extends GlobalOptions {
  readonly nym?: string;
  readonly all?: boolean;
}

function addList(outbox: Command, context: Context): void {
  outbox
    .command('list')
    .description('letters that wait, and those that have failed')
    .option('--all', 'also those that have been handed over, and those taken back')
    .option('--nym <address>', 'of one nym only')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  nymbridge outbox list\n  nymbridge outbox list --all --nym panda@nym.example')
    .action(async (_options: unknown, command: { optsWithGlobals(): ListOptions }) => {
      const options = command.optsWithGlobals();
      const rows = await withBridge(context, options, (bridge) => listLetters(bridge, options));
      context.terminal.out(printRows(rows, options.json === true, 'Nothing waits, and nothing has failed.'));
    });
}

interface ShowOptions extends GlobalOptions {
  readonly sealed?: boolean;
}

function addShow(outbox: Command, context: Context): void {
  outbox
    .command('show <number>')
    .description('one letter: where it stands, and what was tried')
    .option('--sealed', 'print exactly what the nym server will read')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  nymbridge outbox show 17\n  nymbridge outbox show 17 --sealed')
    .action(async (number: string, _options: unknown, command: { optsWithGlobals(): ShowOptions }) => {
      const options = command.optsWithGlobals();
      const id = readLetterNumber(number);
      const json = options.json === true;
      const { facts, text } = await withBridge(context, options, (bridge) => ({
        facts: showLetter(bridge, id),
        text: options.sealed === true ? sealedText(bridge, id) : undefined,
      }));
      const { out, raw } = context.terminal;
      if (text === undefined) out(printFacts(facts, json));
      else if (json) out(printJson({ ...facts, sealed: text.toString('utf8') }));
      else if (raw) raw(text);
      else out(printText(text.toString('utf8')));
    });
}

interface RetryOptions extends GlobalOptions {
  readonly yes?: boolean;
}

function addRetry(outbox: Command, context: Context): void {
  outbox
    .command('retry <number>')
    .description('send a letter now that waits, or once more one that has failed')
    .option('--yes', 'answer the question: send it though it may have been sent already')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge outbox retry 17')
    .action(async (number: string, _options: unknown, command: { optsWithGlobals(): RetryOptions }) => {
      const options = command.optsWithGlobals();
      const id = readLetterNumber(number);
      const facts = await withBridge(context, options, async (bridge) => {
        const question = questionBeforeRetry(bridge, id);
        await mustAgree(context.terminal, question, options.yes);
        return retryLetter(bridge, id, question !== undefined);
      });
      context.terminal.out(printFacts(facts, options.json === true));
    });
}

function addCancel(outbox: Command, context: Context): void {
  outbox
    .command('cancel <number>')
    .description('take a letter back that has not been handed over; its text goes from Sent to Drafts')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge outbox cancel 17')
    .action(async (number: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const id = readLetterNumber(number);
      const facts = await withBridge(context, options, (bridge) => cancelLetter(bridge, id));
      context.terminal.out(printFacts(facts, options.json === true));
    });
}
