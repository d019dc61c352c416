import { expect, test } from '@jest/globals';
import { checkStates } from '../support/checker';
import { openStoreImap } from '../support/storeImap';

// A failure names its seed: NYMBRIDGE_SEED=... npx jest --config jest.long.config.js states plays it again.

test('ten clients at once are never left with a wrong idea of a mailbox, for a minute', async () => {
  const imap = await openStoreImap();
  const end = Date.now() + 60_000;
  const seed = process.env.NYMBRIDGE_SEED ?? String(end);
  const { steps } = await checkStates(imap, seed, () => Date.now() < end);
  await imap.stop();
  expect(steps).toBeGreaterThan(1000);
}, 180_000);
