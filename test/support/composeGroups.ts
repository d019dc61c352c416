import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Nym } from '../../src/nym';
import { payloadOf, submitted } from './letters';

// test/golden/compose/<group>: the same words as several mail clients submit them, and the one letter that they are to become.

export const composeGroups = join(__dirname, '../golden/compose');

/** The letter that a submitted mail becomes; what is random in it is drawn from one seed. */
export function letterFrom(source: Buffer, style: Partial<Nym['style']> = {}): Promise<string> {
  const usual = { html: 'keep', metadata: 'keep', forwards: 'clean' } as const;
  return payloadOf(submitted(source), { style: { ...usual, ...style } });
}

/** The mail of a client, as it was submitted. */
export function submittedMail(group: string, client: string): Buffer {
  const text = readFileSync(join(composeGroups, group, client), 'latin1');
  return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
}

/** What the letter of a group is to be. NYMBRIDGE_WRITE_GOLDEN=1 writes down the first of each, to be read before it is committed. */
export function goldenLetter(group: string, letter: string, name = 'letter.txt'): string {
  const file = join(composeGroups, group, name);
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined && !existsSync(file)) writeFileSync(file, letter, 'latin1');
  return readFileSync(file, 'latin1');
}
