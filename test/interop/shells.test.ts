import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { version } from '../../src/bridge';
import { completionScript } from '../../src/cli/help/completion';
import { manPage } from '../../src/cli/help/man';
import { programTree } from '../support/commands';

// zsh is driven through a terminal of its own, and now and then says nothing on a busy machine
jest.retryTimes(3);

// Real shells complete our words, and a real groff sets our man page. (bash: test/cli/help.)
const program = programTree();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shells-'));
  writeFileSync(join(folder, 'server key.asc'), '');
  for (const shell of ['zsh', 'fish'] as const) writeFileSync(join(folder, shell), completionScript(shell, program));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, ...words: string[]): string {
  return execFileSync(command, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } });
}

/** What fish offers for a line. */
function fish(line: string): string[] {
  const out = run('fish', '--no-config', '-c', `source fish; complete -C '${line}'`);
  return out
    .split('\n')
    .flatMap((one) => one.split('\t', 1))
    .filter((word) => word !== '');
}

/** An interactive zsh on a terminal of its own; what is offered goes through `compadd`, which writes it down. */
const zshDriver = `
zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z 'PS1=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source ./zsh'
zpty -w z 'compadd () { typeset -a hits; builtin compadd -A hits "$@"; builtin compadd "$@"; print -rl -- $hits >> hits }'
zpty -w z 'print LOAD''ED'
zpty -r z seen '*LOADED*'
zpty -w -n z "$1"$'\\t'
zpty -w -n z $'\\C-U'
zpty -w z 'print DO''NE'
zpty -r z seen '*DONE*'
zpty -d z
`;

function zsh(line: string): string[] {
  writeFileSync(join(folder, 'hits'), '');
  writeFileSync(join(folder, 'driver'), zshDriver);
  run('zsh', '-f', 'driver', line);
  // a matcher that finds nothing new may be asked twice, and what is offered is quoted as it will stand in the line
  const hits = readFileSync(join(folder, 'hits'), 'utf8').replaceAll('\\', '');
  return [...new Set(hits.split('\n').filter((word) => word !== ''))];
}

describe.each([
  ['fish', fish],
  ['zsh', zsh],
] as const)('%s', (_shell, offered) => {
  test.each<[string, string, string[]]>([
    ['verbs', 'nymbridge stat', ['status']],
    ['verbs below a verb', 'nymbridge nym cr', ['create']],
    ['options behind others with values', 'nymbridge nym create --name status --exp', ['--expires']],
    ['a choice', 'nymbridge completion z', ['zsh']],
    ['files', 'nymbridge --passphrase-file serv', ['server key.asc']],
  ])('offers %s', (_name, line, expected) => {
    expect(offered(line)).toEqual(expected);
  });
});

test('groff and man have nothing to say against the man page', () => {
  writeFileSync(join(folder, 'nymbridge.1'), manPage(program, version));
  const warnings = run('sh', '-c', 'groff -man -Tutf8 -ww -z nymbridge.1 2>&1');
  expect(warnings).toBe('');
  const page = run('sh', '-c', 'MANWIDTH=100 man --warnings -l nymbridge.1 2>&1');
  expect(page).toMatch(/nymbridge - use a pseudonym/);
  expect(page).toMatch(/^ {3}nymbridge nym create/m);
});
