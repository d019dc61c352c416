import { exitMeanings } from '../errors';
import { type OptionFacts, type Page, pagesOf } from './tree';

/** The man page nymbridge(1), as roff with the man macros, from the tree of commands. */
export function manPage(program: Page, version: string): string {
  const [first = '', ...rest] = program.summary.split('\n\n');
  return [
    `.TH NYMBRIDGE 1 "" "nymbridge ${escape(version)}" "User Commands"`,
    '.SH NAME',
    `nymbridge \\- use a pseudonym on a nym server from any mail client`,
    '.SH SYNOPSIS',
    '.B nymbridge',
    '.I command',
    '[\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    paragraph(first),
    ...rest.flatMap(block),
    '.SH OPTIONS OF EVERY COMMAND',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...pagesOf(program).slice(1).flatMap(commandLines),
    '.SH EXIT STATUS',
    ...exitMeanings.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, text(meaning)]),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, text(meaning)]),
  ].join('\n');
}

/** What the program reads of its surroundings. */
export const environment: readonly (readonly [string, string])[] = [
  ['NYMBRIDGE_HOME', 'One folder for configuration and data, in place of the platform’s own.'],
  ['NYMBRIDGE_PASSPHRASE', 'The passphrase, where --passphrase-file is not given; nobody is asked then.'],
  ['NYMBRIDGE_IMAP_PASSWORD', 'The password for "mail import" and "mail export", where no file is named for it.'],
  ['NYMBRIDGE_DEBUG', 'If set, failures that are no one’s fault but the program’s show where they happened.'],
  ['NO_COLOR', 'If not empty, nothing is coloured. Where output is not a terminal nothing ever is.'],
];

function commandLines(page: Page): string[] {
  return [
    `.SS ${escape(page.usage)}`,
    text(sentence(page.summary)),
    ...(page.notes === '' ? [] : ['.PP', ...page.notes.split('\n').flatMap(noteLine)]),
    ...page.options.filter(({ names }) => !names.includes('--help')).flatMap(optionLines),
    ...(page.examples.length === 0 ? [] : ['.PP', 'For example:', ...literal(page.examples)]),
  ];
}

/** Indented lines stand as they are. */
function noteLine(line: string): string[] {
  if (line.trim() === '') return ['.PP'];
  return line.startsWith(' ') ? ['.br', text(line.trim())] : [text(line)];
}

function optionLines({ flags, description, preset }: OptionFacts): string[] {
  const standard = preset === undefined ? '' : ` (default: ${preset})`;
  return ['.TP', `.B ${escape(flags)}`, text(`${description}${standard}`)];
}

function block(part: string): string[] {
  const lines = part.split('\n');
  const heading = lines.filter((line) => !line.startsWith(' '));
  return ['.PP', paragraph(heading.join('\n')), ...literal(lines.filter((line) => line.startsWith(' ')))];
}

function literal(lines: readonly string[]): string[] {
  return ['.PP', '.nf', '.RS', ...lines.map((line) => text(line.trim())), '.RE', '.fi'];
}

function paragraph(lines: string): string {
  return lines.split('\n').map(text).join('\n');
}

/** `make it` becomes `Make it.` */
function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}${/[.!?]$/.test(summary) ? '' : '.'}`;
}

/** A line of text: one that begins with a dot or a quote would be a request. */
function text(line: string): string {
  return escape(line).replace(/^(?=[.'])/, '\\&');
}

function escape(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('’', '\\(cq').replaceAll('…', '...');
}
