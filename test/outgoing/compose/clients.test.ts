import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { composeGroups, goldenLetter, letterFrom, submittedMail } from '../../support/composeGroups';

// Two clients that send the same words send the same letter, to the byte: what it was written with must not tell who wrote it.
// test/golden/compose/recorded.txt says which mails were recorded from the real programs, and which have a client's known shape.

const groups = readdirSync(composeGroups, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const cases = groups.flatMap((group) =>
  readdirSync(join(composeGroups, group))
    .filter((name) => name.endsWith('.eml'))
    .map((name) => [group, name] as const),
);

test.each(cases)('%s: %s is the same letter as all others', async (group, name) => {
  const letter = await letterFrom(submittedMail(group, name));
  expect(letter).toBe(goldenLetter(group, letter));
});

test.each(cases.filter(([group]) => group.startsWith('html')))(
  '%s: %s is the same letter as all others, whatever its HTML, where its nym writes plain text',
  async (group, name) => {
    const letter = await letterFrom(submittedMail(group, name), { html: 'text' });
    expect(letter).toBe(goldenLetter('html', letter, 'as-text.txt'));
  },
);
