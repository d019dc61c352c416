import { plainText } from '../../base/plain';
import type { GlobalOptions } from '../context';
import { printFacts, printJson } from '../table';
import type { Terminal } from '../terminal';

/** What became of a nym: facts, and the sentences a person should read with them. */
export function printOutcome(
  terminal: Terminal,
  { json }: GlobalOptions,
  { facts, notes }: { readonly facts: object; readonly notes: readonly string[] },
): void {
  if (json === true) {
    terminal.out(printJson({ ...facts, notes }));
    return;
  }
  terminal.out(printFacts(facts, false));
  for (const note of notes) terminal.out(plainText(note));
}
