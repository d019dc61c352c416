import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { completionScript } from '../../../src/cli/help/completion';
import { entriesOf } from '../../../src/cli/help/completion/entries';
import { pagesOf } from '../../../src/cli/help/tree';
import { programTree } from '../../support/commands';
import { temporaryFolder } from '../../support/folder';

const program = programTree();
const hasBash = spawnSync('bash', ['-c', 'true']).status === 0;

(hasBash ? describe : describe.skip)('bash', () => {
  let folder = '';
  beforeAll(() => {
    folder = temporaryFolder();
    writeFileSync(join(folder, 'script'), completionScript('bash', program));
    writeFileSync(join(folder, 'server key.asc'), '');
    mkdirSync(join(folder, 'subfolder'));
  });

  /** What bash offers for the last of these words, as it asks when TAB is pressed. */
  function offered(...words: string[]): string[] {
    const list = ['nymbridge', ...words].map((word) => `'${word}'`).join(' ');
    const ask = `. ./script; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _nymbridge; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['--norc', '-c', ask], { cwd: folder, encoding: 'utf8' });
    return out.split('\n').filter((line) => line !== '');
  }

  test.each<[string, string[], string[]]>([
    ['verbs', ['st'], ['status']],
    ['verbs below a verb', ['nym', 'cr'], ['create']],
    ['options of one verb', ['nym', 'create', 'panda@nym.example', '--exp'], ['--expires']],
    ['options behind others with values', ['nym', 'create', '--name', 'status', '--exp'], ['--expires']],
    ['options of every verb', ['nym', 'list', '--pass'], ['--passphrase-file']],
    ['a choice', ['completion', 'b'], ['bash']],
    [
      'files, spaces and all',
      ['server', 'add', 'nym.example', '--passphrase-file', 's'],
      ['script', 'server key.asc', 'subfolder'],
    ],
    ['nothing where only the person knows', ['nym', 'create', '--name', ''], []],
    ['the verb behind an option of the program', ['--passphrase-file', 'script', 'doc'], ['doctor']],
  ])('offers %s', (_name, words, expected) => {
    expect(offered(...words).sort()).toEqual(expected);
  });

  test('offers every verb of the tree', () => {
    for (const { path, commands } of pagesOf(program)) {
      const words = commands.map((one) => one.path.split(' ').at(-1) ?? '');
      expect(offered(...path.split(' ').filter(Boolean), '')).toEqual(expect.arrayContaining(words));
    }
  }, 60_000);
});

test('what goes into the scripts cannot end a quotation in any shell', () => {
  for (const { options, commands } of entriesOf(program))
    for (const { word, says } of [...options, ...commands]) {
      expect(word).toMatch(/^[a-z0-9-]+$/i);
      expect(says).not.toMatch(/['"`\\$\n]/);
    }
});
