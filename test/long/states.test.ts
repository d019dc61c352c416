import { test } from '@jest/globals';
import { checkStates } from '../support/checker';
import { openStoreImap } from '../support/storeImap';

// A failure names its seed: NYMBRIDGE_SEED=... npx jest --config jest.long.config.js states plays it again.

const enough = 1000;

test('ten clients at once are never left with a wrong idea of a mailbox, for a minute', async () => {
  const imap = await openStoreImap();
  const end = Date.now() + 60_000;
  const seed = process.env.NYMBRIDGE_SEED ?? String(end);
  // where the machine is slow, until there was enough to see
  await checkStates(imap, seed, (step) => Date.now() < end || step < enough);
  await imap.stop();
});
