import type { Command } from 'commander';
import {
  fetchRemailers,
  forgetRemailers,
  importRemailers,
  type KnownRemailers,
  listRemailers,
  pingRemailers,
  showChains,
} from '../bridge';
import { readNamed } from '../base/namedFile';
import { type Context, type GlobalOptions, withBridge } from './context';
import { printFacts, printJson, printRows, printText } from './table';
import type { AddVerb } from './verb';

export const addRemailers: AddVerb = (program, context) => {
  const remailers = program
    .command('remailers')
    .description('the remailers that letters may go through, and where they are known from');
  for (const add of [addList, addChain, addFetch, addImport, addForget, addPing]) add(remailers, context);
};

/** Shown of one source: all of them are in --json. */
const mostFaults = 10;

function addList(remailers: Command, context: Context): void {
  remailers
    .command('list', { isDefault: true })
    .description('names, how they do, how long their keys last, and what is wrong with the sources')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  nymbridge remailers list\n  nymbridge remailers list --json')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const known = await withBridge(context, options, listRemailers);
      context.terminal.out(options.json === true ? printJson(known) : printKnown(known));
    });
}

function printKnown({ remailers, disputes, tooFew, pings, sources }: KnownRemailers): string {
  const none = 'No remailers are known that can be used now.';
  const rows = sources.map(({ source, faults, failure: _, ...facts }) => ({ ...facts, faults: faults.length, source }));
  const disputed = disputes.flatMap(({ format, of, claims }) =>
    claims.map((claim) => ({
      format,
      disputed: of,
      address: claim.address,
      key: claim.keyId,
      used: claim.isUsed,
      by: claim.sources.join(' '),
    })),
  );
  const rare = tooFew.map(({ format, name, address, sources: by }) => ({
    format,
    'listed by too few': name,
    address,
    by: by.join(' '),
  }));
  return [
    printRows(remailers, false, none),
    ...(disputed.length > 0 ? [printRows(disputed, false, '')] : []),
    ...(rare.length > 0 ? [printRows(rare, false, '')] : []),
    ...(pings.length > 0 ? [printRows(pings, false, '')] : []),
    printRows(rows, false, 'No sources are named: see [remailers] in docs/configuration.md.'),
    ...sources.filter(({ faults, failure }) => faults.length > 0 || failure !== null).map(printFaults),
  ].join('\n\n');
}

function printFaults({ source, failure, faults }: KnownRemailers['sources'][number]): string {
  const shown = faults.slice(0, mostFaults).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = faults.length > mostFaults ? [`  and ${faults.length - mostFaults} more, in --json`] : [];
  const failed = failure === null ? [] : [`  ${failure}`];
  return printText([`${source}:`, ...failed, ...shown, ...more].join('\n'));
}

function addChain(remailers: Command, context: Context): void {
  remailers
    .command('chain')
    .description('which chains would be drawn now, and why other remailers are not in them; nothing is sent')
    .option('--transport <name>', 'for letters of this way out; if not given, the one of [send]')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  nymbridge remailers chain\n  nymbridge remailers chain --transport mix --json',
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions & { transport?: string } }) => {
      const options = command.optsWithGlobals();
      const shown = await withBridge(context, options, (bridge) => showChains(bridge, options.transport));
      context.terminal.out(options.json === true ? printJson(shown) : printChains(shown));
    });
}

function printChains({ plans, remailers }: Awaited<ReturnType<typeof showChains>>): string {
  const rows = plans.flatMap(({ kind, chain, copies, drawn, failure }) => {
    const lines = failure === undefined ? drawn.map((names) => names.join(',')) : ['none'];
    return lines.map((line) => ({ letters: kind, chain, copies, 'drawn, for example': line }));
  });
  const fitness = remailers.map(({ name, onward, exit }) => ({
    remailer: name,
    onward: onward ?? 'yes',
    exit: exit ?? 'yes',
  }));
  const failures = plans.flatMap(({ kind, failure }) => (failure === undefined ? [] : `${kind}: ${failure}`));
  return [printRows(rows, false, ''), ...failures.map(printText), printRows(fitness, false, '')].join('\n\n');
}

function addFetch(remailers: Command, context: Context): void {
  remailers
    .command('fetch')
    .description('fetch from all sources now, and not only when "run" does')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge remailers fetch')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const facts = await withBridge(context, options, (bridge) => fetchRemailers(bridge));
      context.terminal.out(printFacts(facts, options.json === true));
    });
}

function addImport(remailers: Command, context: Context): void {
  remailers
    .command('import <file>')
    .description('take keys or statistics from what a remailer answered by mail ("-": standard input)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge remailers import remailer-key.txt')
    .action(async (file: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const bytes = readNamed(file);
      const imported = await withBridge(context, options, (bridge) => importRemailers(bridge, bytes));
      const rows = imported.map(({ format, what, remailers: names }) => ({
        format,
        what: what === 'pubring' ? 'keys' : what,
        remailers: options.json === true ? names : names.join(' '),
      }));
      context.terminal.out(printRows(rows, options.json === true, ''));
    });
}

function addForget(remailers: Command, context: Context): void {
  remailers
    .command('forget <name>')
    .description('forget what was imported under that name, such as a key that its remailer has changed since')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nThe name is the one behind "imported:" in "nymbridge remailers".\n\nExamples:\n  nymbridge remailers forget frog\n  nymbridge remailers forget statistics',
    )
    .action(async (name: string, _options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const options = command.optsWithGlobals();
      const forgotten = await withBridge(context, options, (bridge) => forgetRemailers(bridge, name));
      const rows = forgotten.map(({ format, what, source }) => ({
        format,
        forgotten: what === 'pubring' ? 'keys' : what,
        source,
      }));
      context.terminal.out(printRows(rows, options.json === true, ''));
    });
}

function addPing(remailers: Command, context: Context): void {
  remailers
    .command('ping [names...]')
    .description('send a message to yourself through each remailer, or through these, and count what comes back')
    .option('--nym <address>', 'for this nym, best one that is for nothing else; if not given, the one of "pings"')
    .option('--transport <name>', 'by this way out; if not given, the one of [send]')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  nymbridge remailers ping --nym pinger@nym.example\n  nymbridge remailers ping frog toad --transport mix',
    )
    .action(async (names: string[], _options: unknown, command: { optsWithGlobals(): PingOptions }) => {
      const options = command.optsWithGlobals();
      const { nym, transport } = options;
      const queued = await withBridge(context, options, (bridge) =>
        pingRemailers(bridge, { nym, transport, remailers: names }),
      );
      const rows = queued.map(({ remailer, chain }) => ({
        queued: remailer,
        chain: options.json === true ? chain : chain.join(','),
      }));
      context.terminal.out(printRows(rows, options.json === true, ''));
    });
}

type PingOptions = GlobalOptions & { readonly nym?: string; readonly transport?: string };
