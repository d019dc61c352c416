import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lettersOf, submitted } from '../../support/letters';

// Two clients that send the same words send the same letter, to the byte: what it was written with must not tell who wrote it. The mails
// in test/golden/compose/<group> have each client's known shape; the random parts are drawn from one seed.

const folder = join(__dirname, '../../golden/compose');
const cases = readdirSync(folder).flatMap((group) =>
  readdirSync(join(folder, group))
    .filter((name) => name.endsWith('.eml'))
    .map((name) => [group, name] as const),
);

// NYMBRIDGE_WRITE_GOLDEN=1 writes down the first of each group, to be read before it is committed.
test.each(cases)('%s: %s is the same letter as all others', async (group, name) => {
  const source = readFileSync(join(folder, group, name), 'utf8').replaceAll('\n', '\r\n');
  const [letter] = await lettersOf(submitted(Buffer.from(source)));
  const payload = letter?.payload.toString('latin1') ?? '';
  const file = join(folder, group, 'letter.txt');
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined && !existsSync(file)) writeFileSync(file, payload, 'latin1');
  expect(payload).toBe(readFileSync(file, 'latin1'));
});
