import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeCheapVault } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { armoredSecretKey, publicKey } from '../support/keys';
import { makeHomeOfLetters } from '../support/letterStates';
import { makeHomeOfNyms } from '../support/nymStates';
import { makeHomeOfPackets } from '../support/packetStates';
import { play } from '../support/transcript';

const folder = join(__dirname, '../golden/cli');

/** These see `init` make the vault, or find none. */
const fromNothing = ['init.txt', 'usage.txt'];

/** What other programs left, for these to be imported. */
const elsewhere = ['gnupg-homes', 'aam2mail', 'nymphemeral'];

/** A home folder with some key files in it. */
async function makeHome(name: string): Promise<string> {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'server.asc'), (await publicKey('server')).armored());
  writeFileSync(join(home, 'bob.asc'), (await publicKey('bob')).armored());
  writeFileSync(join(home, 'secret.asc'), armoredSecretKey('server'));
  if (name.startsWith('import'))
    for (const one of elsewhere) cpSync(join(folder, '..', one), join(home, one), { recursive: true });
  if (name.startsWith('nym-')) await makeHomeOfNyms(home);
  else if (name.startsWith('outbox')) await makeHomeOfLetters(home);
  else if (name.startsWith('packets')) await makeHomeOfPackets(home);
  else if (!fromNothing.includes(name)) makeCheapVault(join(home, 'data'));
  return home;
}

// NYMBRIDGE_WRITE_GOLDEN=1 writes down what came out, to be read before it is committed.
test.each(readdirSync(folder))('%s', async (name) => {
  const file = join(folder, name);
  const transcript = readFileSync(file, 'utf8');
  const played = await play(transcript, { NYMBRIDGE_HOME: await makeHome(name) });
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, played);
  expect(played).toBe(transcript);
});
