import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commandsPage } from '../../../src/cli/help/markdown';
import { pagesOf } from '../../../src/cli/help/tree';
import { programTree, verbs } from '../../support/commands';

// Whoever adds a verb is reminded here of what it owes to the person who uses it.

const all = verbs();

test('the tree has the verbs', () => {
  expect(all.map(({ path }) => path)).toEqual(expect.arrayContaining(['init', 'nym create', 'doctor', 'completion']));
});

describe.each(all.map((page) => [page.path, page] as const))('%s', (path, page) => {
  test('is said in one line', () => {
    expect(page.summary).toMatch(/^\S.{5,118}\S$/);
    expect(page.summary).not.toMatch(/\n|\.$/);
  });

  test('has an example, and the options in it exist', () => {
    const own = page.examples.filter((line) => line.includes(`nymbridge ${path}`) || line.includes(` ${path}`));
    expect(own).not.toEqual([]);
    const known = [...page.options, ...page.common].flatMap(({ names }) => names);
    for (const line of own) {
      const mine = line.split('|').find((part) => part.includes(path)) ?? '';
      for (const [option] of mine.matchAll(/(?<= )--?[a-z][a-z0-9-]*/g)) expect(known).toContain(option);
    }
  });

  test('every option says what it is', () => {
    for (const { flags, description } of page.options)
      expect({ flags, description }).toEqual({ flags, description: expect.stringMatching(/\S{2}/) });
  });
});

/** What these print is a script and a page; or nothing but that it is done. */
const withoutResult = ['passphrase', 'completion', 'man'];

test('every result can be had as JSON', () => {
  const without = all.filter(({ options }) => !options.some(({ names }) => names.includes('--json')));
  expect(without.map(({ path }) => path)).toEqual(withoutResult);
});

test('every example is one of a verb that there is', () => {
  const paths = all.map(({ path }) => path);
  const examples = pagesOf(programTree()).flatMap((page) => page.examples);
  const ours = examples.filter((line) => line.includes('nymbridge '));
  const strange = ours.filter((line) => {
    const words = /nymbridge (?:--[a-z-]+ \S+ )*(.*)/.exec(line)?.[1] ?? '';
    return !paths.some((path) => `${words} `.startsWith(`${path} `));
  });
  expect(strange).toEqual([]);
});

// NYMBRIDGE_WRITE_GOLDEN=1 writes it anew, to be read before it is committed.
test('docs/commands.md is what the program says of itself', () => {
  const file = join(__dirname, '../../../docs/commands.md');
  const page = commandsPage(programTree());
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});
