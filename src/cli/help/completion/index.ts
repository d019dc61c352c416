// Completion scripts for shells, made from the tree of commands: nothing is run when TAB is pressed.
import type { Page } from '../tree';
import { bashCompletion } from './bash';
import { entriesOf } from './entries';
import { fishCompletion } from './fish';
import { zshCompletion } from './zsh';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export const shells = ['bash', 'zsh', 'fish'] as const;

/** The script that teaches a shell this program's words. */
export function completionScript(shell: (typeof shells)[number], program: Page): string {
  return scripts[shell](entriesOf(program)).trimEnd();
}
