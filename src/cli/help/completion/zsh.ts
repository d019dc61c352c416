import type { Value } from '../tree';
import { cases, type Entry, pathCases, valuesOf } from './entries';

/** A script for zsh: for a file named _nymbridge in a folder of $fpath, or to be sourced after compinit. */
export function zshCompletion(entries: readonly Entry[]): string {
  const withValue = valuesOf(entries);
  return `#compdef nymbridge
# zsh completion for nymbridge: put this where your zsh looks, for example
#   nymbridge completion zsh > ~/.zfunc/_nymbridge     (with fpath+=~/.zfunc before compinit in ~/.zshrc)
_nymbridge() {
  local cmd='' word last='' i
  for (( i = 2; i < CURRENT; i++ )); do
    word=$words[i]
    last=''
    case "$cmd|$word" in
${cases(withValue.map(({ key }) => [key, `last="$cmd|$word"; (( i + 1 < CURRENT )) && { (( i++ )); last=''; }`]))}
      (*)
        case "$cmd $word" in
${pathCases(entries, 'cmd')}
        esac ;;
    esac
  done
  local -a list
  if [[ -n $last ]]; then
    case "$last" in
${cases(withValue.map(({ key, value }) => [key, replyFor(value)]))}
    esac
    return
  fi
  case "$cmd" in
${cases(entries.map((entry) => [entry.path, replies(entry)]))}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _nymbridge "$@"
else
  compdef _nymbridge nymbridge
fi
`;
}

function replies({ commands, options, argument }: Entry): string {
  const list = [...commands, ...options].map(({ word, says }) => `'${word}:${says}'`).join(' ');
  const described = `list=( ${list} ); _describe nymbridge list`;
  if (!argument || argument.kind === 'other') return described;
  return `if [[ $PREFIX == -* ]]; then ${described}; else ${replyFor(argument)}; fi`;
}

function replyFor(value: Value): string {
  if (value.kind === 'choice') return `compadd -- ${value.words.join(' ')}`;
  if (value.kind === 'other') return `_message '${value.name.replace(/'/g, '')}'`;
  return value.kind === 'folder' ? '_files -/' : '_files';
}
