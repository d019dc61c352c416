import { expect, test } from '@jest/globals';
import { openBackend } from '../../../src/incoming/mailbox';
import { TestClock } from '../../support/clock';
import { aliceActive } from '../../support/nyms';
import { holdResync } from '../../support/resync';
import { removeMail } from '../../support/removal';

test('Alice’s mail client, cut off and back, knows the mailbox as it is in the store', async () => {
  const { store, alice } = await aliceActive();
  const backend = openBackend({ store, clock: new TestClock(), filedCopy: () => undefined });
  const emptyAccount = async () => {
    const account = await backend.login('panda@nym.test', alice.password);
    if (!account) throw new Error('no account');
    const inbox = await account.open('INBOX');
    await removeMail(inbox, (await inbox.snapshot()).messages.uids);
    return { account, forget: () => undefined };
  };
  await expect(holdResync(emptyAccount, 100)).resolves.toBeUndefined();
});
