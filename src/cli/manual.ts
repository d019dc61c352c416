import { version } from '../bridge';
import { manPage } from './help/man';
import { readTree } from './help/tree';
import type { AddVerb } from './verb';

export const addManual: AddVerb = (program, { terminal }) => {
  program
    .command('man')
    .description('print the man page')
    .addHelpText(
      'after',
      '\nExamples:\n  nymbridge man | man -l -\n  nymbridge man > ~/.local/share/man/man1/nymbridge.1',
    )
    .action(() => {
      terminal.out(manPage(readTree(program), version));
    });
};
