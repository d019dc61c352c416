import { expect, test } from '@jest/globals';
import { printOutcome } from '../../src/cli/nym/outcome';

test('a note that names a file somebody else named does not steer the terminal', () => {
  const lines: string[] = [];
  const terminal = {
    out: (line: string) => lines.push(line),
    error: () => undefined,
    interactive: false,
    ask: () => Promise.resolve(''),
  };
  printOutcome(terminal, {}, { facts: { mails: 1 }, notes: ['\u001b[2Jmessage_x in /tmp was left.'] });
  expect(lines).toEqual(['mails  1', '?[2Jmessage_x in /tmp was left.']);
});
