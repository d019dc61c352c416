import type { AddVerb } from './verb';
import { examineBridge, type Finding, mustBeBegun, type Verdict } from '../bridge';
import type { GlobalOptions } from './context';
import { exitStatus } from './errors';
import { findPassphrase } from './passphrase';
import { withProgress } from './progress';
import { type Style, styleFor } from './style';
import { printJson } from './table';

export const addDoctor: AddVerb = (program, { terminal, environment, paths, around }, finish) => {
  program
    .command('doctor')
    .description('look at everything the bridge depends on: what is wrong, what that means, and what to do')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Looks at: files' permissions, disk space, proxy and Tor, ways out, news servers, newsgroup, clock, ports, local certificate,
keys, database. Relays and news servers are asked by their configured way; nothing is sent and no article fetched.
Exit status 1 where something is bad; warnings alone are 0.

Examples:
  nymbridge doctor
  nymbridge doctor --json`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const { passphraseFile: file, json = false } = command.optsWithGlobals();
      mustBeBegun(paths);
      const passphrase = await findPassphrase(terminal, file, environment);
      const findings = await withProgress(terminal, around.clock, 'Looking', (onProgress) =>
        examineBridge(paths, passphrase, around, { passphraseFile: file === '-' ? undefined : file, onProgress }),
      );
      terminal.out(json ? printJson(findings) : writeFindings(findings, styleFor(terminal)));
      if (findings.some(({ verdict }) => verdict === 'bad')) finish(exitStatus.failed);
    });
};

/** A line for what is good, three for what is not, and a count. */
export function writeFindings(findings: readonly Finding[], style: Style): string {
  const indent = ' '.repeat(9);
  const lines = findings.flatMap(({ check, verdict, finding, meaning, next }) => [
    `${style[verdict](verdict.padEnd(7))}  ${style.strong(check)}: ${finding}`,
    ...(verdict === 'good' ? [] : [`${indent}${meaning}`, `${indent}Next: ${next}`]),
  ]);
  const count = (wanted: Verdict) => findings.filter(({ verdict }) => verdict === wanted).length;
  const warnings = count('warning') === 1 ? '1 warning' : `${count('warning')} warnings`;
  return [...lines, '', `${count('good')} good, ${warnings}, ${count('bad')} bad.`].join('\n');
}
