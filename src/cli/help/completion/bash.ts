import type { Value } from '../tree';
import { cases, type Entry, pathCases, valuesOf } from './entries';

/** A script for bash: needs nothing but bash 3.2's own `complete`. */
export function bashCompletion(entries: readonly Entry[]): string {
  const withValue = valuesOf(entries);
  return `# bash completion for nymbridge: put this where your bash reads it, for example
#   nymbridge completion bash > ~/.local/share/bash-completion/completions/nymbridge
_nymbridge() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' word last='' i
  COMPREPLY=()
  for (( i = 1; i < COMP_CWORD; i++ )); do
    word=\${COMP_WORDS[i]}
    last=''
    case "$path|$word" in
${cases(withValue.map(({ key }) => [key, `last="$path|$word"; (( i + 1 < COMP_CWORD )) && { (( i++ )); last=''; }`]))}
      *)
        case "$path $word" in
${pathCases(entries, 'path')}
        esac ;;
    esac
  done
  if [[ -n $last ]]; then
    case "$last" in
${cases(withValue.map(({ key, value }) => [key, replyFor(value)]))}
    esac
    return
  fi
  case "$path" in
${cases(entries.map((entry) => [entry.path, replies(entry)]))}
  esac
}
complete -F _nymbridge nymbridge
`;
}

function replies({ commands, options, argument }: Entry): string {
  const words = [...commands, ...options].map(({ word }) => word).join(' ');
  const plain = `COMPREPLY=( $(compgen -W '${words}' -- "$cur") )`;
  if (!argument || argument.kind === 'other') return plain;
  return `if [[ $cur == -* ]]; then ${plain}; else ${replyFor(argument)}; fi`;
}

function replyFor(value: Value): string {
  if (value.kind === 'choice') return `COMPREPLY=( $(compgen -W '${value.words.join(' ')}' -- "$cur") )`;
  if (value.kind === 'other') return ':';
  // names with spaces stay whole, and folders get their slash
  const flag = value.kind === 'folder' ? '-d' : '-f';
  return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=( $(compgen ${flag} -- "$cur") )`;
}
