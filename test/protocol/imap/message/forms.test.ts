import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { formsVersion, writeForms } from '../../../../src/protocol/imap';
import { readStructure } from '../../../../src/protocol/mime';

const folder = join(__dirname, '../../../golden/mime');
const mails = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
  .map((name) => readFileSync(join(folder, name, 'input.eml')));
const pieces = Buffer.from(
  "Content-Type: text/plain; name*0=a; name*1=b\r\nContent-Disposition: x; f*0*=utf-8''a; f*1=b\r\n\r\n",
);

/** Raise the version where `writeForms` has come to write something else, and put the new digest here with it; a new golden mail only changes the digest. */
test('forms that were kept are not mixed with others: what is written has a version of its own', () => {
  const written = JSON.stringify([...mails, pieces].map((source) => writeForms(readStructure(source))));
  const digest = createHash('sha256').update(written).digest('hex').slice(0, 16);
  expect({ formsVersion, digest }).toEqual({ formsVersion: 2, digest: '42a1ef882462b5c2' });
});
