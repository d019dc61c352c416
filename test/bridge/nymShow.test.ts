import { expect, test } from '@jest/globals';
import { showNym } from '../../src/bridge';
import { aliceActive, start } from '../support/nyms';

test("what begins an ephemeral layer is not among the server's own notes, which are shown to whoever looks", async () => {
  const { store, nyms, alice } = await aliceActive();
  const layer = { ephemeral: 'gum tree', ratchet: Buffer.alloc(32, 7).toString('base64') };
  const settings = { address: alice.address, hsub: String(alice.options.hsub), created: '20261122', ...layer };
  const occasion = { at: start + 5, saidAt: start + 5, evidence: 'article <late@nym.test>' };
  nyms.applyReply(alice.id, { kind: 'changed', address: alice.address, settings }, occasion);
  const shown = await showNym({ store, nyms }, alice.address);
  expect(shown.server).toEqual({ created: '20261122' });
  expect(JSON.stringify(shown)).not.toMatch(/gum tree|BwcHBw/);
});
