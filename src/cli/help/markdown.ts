import { exitMeanings } from '../errors';
import { environment } from './man';
import { type OptionFacts, type Page, pagesOf } from './tree';

/** docs/commands.md, from the tree of commands. */
export function commandsPage(program: Page): string {
  const pages = pagesOf(program).slice(1);
  const leaves = pages.filter(({ commands }) => commands.length === 0);
  return [
    '# Commands',
    '',
    'Made from the program itself: a test holds this page equal to what `--help` says, and `NYMBRIDGE_WRITE_GOLDEN=1` writes it anew.',
    '`nymbridge man` prints the same as a man page, and `nymbridge completion SHELL` a script for bash, zsh or fish.',
    '',
    ...table(
      ['command', 'does'],
      leaves.map(({ path, summary }) => [`[\`${path}\`](#${path.replaceAll(' ', '-')})`, summary]),
    ),
    '',
    '## Options of every command',
    '',
    ...optionTable(program.options),
    '',
    '## Exit status',
    '',
    ...table(
      ['status', 'means'],
      exitMeanings.map(([status, meaning]) => [String(status), meaning]),
    ),
    '',
    '## Environment',
    '',
    ...table(
      ['variable', 'is'],
      environment.map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    ...leaves.flatMap(section),
    '',
  ].join('\n');
}

function section({ path, usage, summary, options, notes, examples }: Page): string[] {
  const own = options.filter(({ names }) => !names.includes('--help'));
  return [
    '',
    `## ${path}`,
    '',
    `    ${usage}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(own.length === 0 ? [] : ['', ...optionTable(own)]),
    ...(notes === '' ? [] : ['', ...noteLines(notes)]),
    ...(examples.length === 0 ? [] : ['', ...examples.map((example) => `    ${example}`)]),
  ];
}

/** Where a note has lines of its own shape, all of it stands as it is. */
function noteLines(notes: string): string[] {
  const lines = notes.split('\n');
  return lines.some((line) => line.startsWith('  ')) ? ['```', ...lines, '```'] : lines;
}

function optionTable(options: readonly OptionFacts[]): string[] {
  const rows = options.map(({ flags, description, preset }) => [
    `\`${flags}\``,
    preset === undefined ? description : `${description} (default: ${preset})`,
  ]);
  return table(['option', 'is'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
