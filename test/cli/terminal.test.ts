import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { openTerminal } from '../../src/cli/terminal';

function streams(isTTY: boolean) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns: 80 });
  return { stdin: stream(), stdout: stream(), stderr: stream() };
}

test('a line printed while progress is drawn does not land behind the bar', () => {
  const { stderr, ...rest } = streams(true);
  const terminal = openTerminal({ stderr, ...rest }, {});
  terminal.screen?.draw('half way');
  terminal.error('a warning');
  expect(String(stderr.read())).toBe('\r\x1b[Khalf way\r\x1b[Ka warning\n');
});

test('nothing is drawn into a file, nor on a terminal that cannot go back', () => {
  expect(openTerminal(streams(false), {}).screen).toBeUndefined();
  expect(openTerminal(streams(true), { TERM: 'dumb' }).screen).toBeUndefined();
});

test('lines in a file are the lines alone', () => {
  const { stdout, ...rest } = streams(false);
  openTerminal({ stdout, ...rest }, {}).out('one');
  expect(String(stdout.read())).toBe('one\n');
});

test('a name that a stranger chose does not steer the terminal from within an error', () => {
  const { stderr, ...rest } = streams(true);
  openTerminal({ stderr, ...rest }, {}).error(
    'nymbridge: There are: \u001b]0;gone\u0007, \u009b2J, \u202ex.\n\tTry again.',
  );
  expect(String(stderr.read())).toBe('nymbridge: There are: ?]0;gone?, ?2J, ?x.\n\tTry again.\n');
});
