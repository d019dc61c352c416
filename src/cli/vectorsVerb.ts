import type { AddVerb } from './verb';
import { vectors } from './vectors';

export const addVectors: AddVerb = (program, { terminal }, finish) => {
  program
    .command('vectors <folder>')
    .description('open a folder of recorded articles with the keys of its manifest, and count')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge vectors ~/recorded')
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      finish(await vectors(folder, terminal.out, json));
    });
};
