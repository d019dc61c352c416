import { expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli';

async function help(words: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const ask = () => Promise.reject(new Error('nobody may be asked'));
  const terminal = { out: (line: string) => out.push(line), error: (line: string) => error.push(line) };
  const status = await runCommandLine(words, {}, { ...terminal, interactive: true, ask });
  return { status, out: out.join('\n'), error };
}

const verbs = [
  'server',
  'nym',
  'mail',
  'init',
  'server add',
  'server list',
  'server show',
  'server check',
  'server refresh',
  'server replace',
  'nym create',
  'nym list',
  'nym show',
  'nym set',
  'nym rotate',
  'nym ask',
  'nym delete',
  'nym recreate',
  'nym forget',
  'nym import',
  'nym export',
  'account',
  'run',
  'fetch',
  'status',
  'sandbox',
  'vectors',
];

test('the program’s help names every verb, and how a script gives the passphrase', async () => {
  const { status, out, error } = await help(['--help']);
  expect({ status, error }).toEqual({ status: 0, error: [] });
  for (const verb of verbs) expect(out).toMatch(new RegExp(`^  ${verb.split(' ')[0] ?? ''} `, 'm'));
  expect(out).toMatch(/--passphrase-file[\s\S]*NYMBRIDGE_PASSPHRASE[\s\S]*Exit status/);
});

test.each(verbs)('%s --help is a result, and shows the options that every verb takes', async (verb) => {
  const { status, out, error } = await help([...verb.split(' '), '--help']);
  expect({ status, error }).toEqual({ status: 0, error: [] });
  expect(out).toContain(`Usage: nymbridge ${verb}`);
  expect(out).toContain('--passphrase-file <file>');
  expect(out).toMatch(/^Examples?:\n {2}\S/m);
});
