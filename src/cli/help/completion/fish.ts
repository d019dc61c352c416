import type { Value } from '../tree';
import { type Entry, valuesOf } from './entries';

/** A script for fish: one `complete` line for each word. */
export function fishCompletion(entries: readonly Entry[]): string {
  const paths = entries.flatMap(({ path }) => (path === '' ? [] : [path]));
  const withValue = valuesOf(entries).map(({ key }) => key);
  return `# fish completion for nymbridge: put this where your fish reads it, for example
#   nymbridge completion fish > ~/.config/fish/completions/nymbridge.fish
function __nymbridge_at
    set -l cmd ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- "$cmd|$word" ${withValue.map(quote).join(' ')}
            set skip 1
        else if contains -- (string trim -- "$cmd $word") ${paths.map(quote).join(' ')}
            set cmd (string trim -- "$cmd $word")
        end
    end
    test "$cmd" = "$argv[1]"
end
complete -c nymbridge -f
${entries.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, argument }: Entry): string[] {
  const at = `complete -c nymbridge -n '__nymbridge_at "${path}"'`;
  return [
    ...commands.map(({ word, says }) => `${at} -a ${word} -d ${quote(says)}`),
    ...options.map(({ word, says, value }) => {
      const name = word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
      return [at, name, ...(value ? [replyFor(value, '-r')] : []), `-d ${quote(says)}`].join(' ');
    }),
    ...(argument && argument.kind !== 'other' ? [`${at} ${replyFor(argument, '')}`.trimEnd()] : []),
  ];
}

/** `needed` says that the word before it wants a value. */
function replyFor(value: Value, needed: '-r' | ''): string {
  if (value.kind === 'choice') return `${needed === '' ? '' : '-x '}-a ${quote(value.words.join(' '))}`;
  if (value.kind === 'other') return '-x';
  return value.kind === 'folder'
    ? `${needed === '' ? '' : '-x '}-a '(__fish_complete_directories)'`
    : `${needed} -F`.trim();
}

function quote(text: string): string {
  return `'${text}'`;
}
