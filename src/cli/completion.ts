import { Argument } from 'commander';
import { completionScript, shells } from './help/completion';
import { readTree } from './help/tree';
import type { AddVerb } from './verb';

export const addCompletion: AddVerb = (program, { terminal }) => {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(shells))
    .description('print the script by which a shell completes the words of nymbridge')
    .addHelpText(
      'after',
      `
Examples:
  nymbridge completion bash > ~/.local/share/bash-completion/completions/nymbridge
  nymbridge completion zsh > ~/.zfunc/_nymbridge
  nymbridge completion fish > ~/.config/fish/completions/nymbridge.fish`,
    )
    .action((shell: (typeof shells)[number]) => {
      terminal.out(completionScript(shell, readTree(program)));
    });
};
