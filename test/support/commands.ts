import { openProgram } from '../../src/cli';
import { type Page, pagesOf, readTree } from '../../src/cli/help/tree';
import type { Terminal } from '../../src/cli/terminal';

const deaf: Terminal = {
  out: () => undefined,
  error: () => undefined,
  interactive: false,
  ask: () => Promise.reject(new Error('nobody may be asked')),
};

/** The program's whole tree of commands. */
export function programTree(): Page {
  return readTree(openProgram({}, deaf, () => undefined));
}

/** The commands that do something: those without commands below them. */
export function verbs(): Page[] {
  return pagesOf(programTree()).filter(({ commands }) => commands.length === 0);
}
