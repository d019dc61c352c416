import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkStates } from '../../support/checker';
import { openStoreImap } from '../../support/storeImap';
import type { StoreImap } from '../../support/storeImap';

let imap: StoreImap;

beforeEach(async () => {
  imap = await openStoreImap();
});
afterEach(() => imap.stop());

/** What has to come up, or nothing is shown of it. */
const kinds = [
  ...['APPEND', 'CLOSE', 'COPY', 'CREATE', 'DELETE', 'EXAMINE', 'EXPUNGE', 'FETCH', 'IDLE', 'LIST', 'MOVE', 'NOOP', 'NOTIFY', 'RENAME', 'SEARCH', 'SORT'],
  ...['SELECT', 'STATUS', 'STORE', 'UID COPY', 'UID EXPUNGE', 'UID FETCH', 'UID MOVE', 'UID SEARCH', 'UID SORT', 'UID STORE', 'UNSELECT'],
  ...['another process', 'CANCELUPDATE', 'come back', 'crowd', 'everybody asks', 'keep up to date'],
]; // prettier-ignore

test('ten clients at once are never left with a wrong idea of a mailbox, whatever they do', async () => {
  const { tally } = await checkStates(imap, 'panda', (step) => step < 700);
  expect([...tally.keys()].sort()).toEqual([...kinds].sort());
});
