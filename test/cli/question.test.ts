import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Interrupted } from '../../src/cli/errors';
import { askLine } from '../../src/cli/question';

function asked(hidden: boolean) {
  const input = new PassThrough();
  const output = new PassThrough();
  const answer = askLine('Passphrase: ', hidden, { input, output, terminal: true });
  return { input, answer, shown: () => String(output.read() ?? '') };
}

test('a passphrase is not shown as it is typed', async () => {
  const { input, answer, shown } = asked(true);
  input.write('correct horse\r');
  expect(await answer).toBe('correct horse');
  expect(shown()).toBe('Passphrase: \n');
});

test('any other answer is', async () => {
  const { input, answer, shown } = asked(false);
  input.write('yes\r');
  expect(await answer).toBe('yes');
  expect(shown()).toContain('yes');
});

test.each([
  ['Ctrl-D', '\x04'],
  ['Ctrl-C', 'corr\x03'],
])('%s is no empty answer, and no end without a word', async (_key, bytes) => {
  const { input, answer } = asked(true);
  input.write(bytes);
  await expect(answer).rejects.toThrow(/Nothing was changed\.$/);
});

test('Ctrl-C is told from every other failure, for the exit status', async () => {
  const { input, answer } = asked(true);
  input.write('\x03');
  await expect(answer).rejects.toBeInstanceOf(Interrupted);
});
