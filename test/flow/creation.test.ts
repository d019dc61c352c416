import { expect, jest, test } from '@jest/globals';
import { silentLog } from '../../src/base/log';
import { configSchema } from '../../src/bridge/config';
import { createNym } from '../../src/bridge/nyms';
import type { Bridge } from '../../src/bridge/open';
import { saveCertificate } from '../../src/bridge/surroundings';
import { TestClock } from '../support/clock';
import { localCertificate } from '../support/smtp';
import { aliceDraft } from '../support/nyms';
import { seededRandom } from '../support/random';

const address = 'panda@nym.test';

/** What a crash between making the nym and asking for it leaves: a draft, and nothing in the outbox. */
async function crashed(): Promise<Bridge> {
  const { store, nyms } = await aliceDraft();
  saveCertificate(store, await localCertificate());
  const config = configSchema.parse({
    send: { transport: 'out' },
    transport: { out: { type: 'folder', path: '/nowhere' }, smtp: { type: 'folder', path: '/nowhere' } },
  });
  const paths = { config: '', data: '', certificate: '' };
  const around = { clock: new TestClock(), random: seededRandom('creation'), log: silentLog };
  return { ...around, paths, config, store, nyms, close: () => undefined };
}

const wishes = { address: 'Panda@nym.test', algorithm: 'rsa2048', lifeSeconds: 1e6 };

test('a nym that was made and never asked for, because the program died in between, is asked for by the same command', async () => {
  const bridge = await crashed();
  const key = bridge.store.nyms.byAddress(address)?.secretKey;
  expect((await createNym(bridge, wishes)).state).toBe('requested');
  expect(bridge.store.outbox.list().map(({ kind, state }) => [kind, state])).toEqual([['create', 'queued']]);
  expect(bridge.store.nyms.all()).toHaveLength(1);
  expect(bridge.store.nyms.byAddress(address)?.secretKey).toEqual(key);
});

test('a request that cannot be written leaves the draft as it was, and the next attempt makes one request', async () => {
  const bridge = await crashed();
  const add = jest.spyOn(bridge.store.outbox, 'add').mockImplementationOnce(() => {
    throw new Error('killed');
  });
  await expect(createNym(bridge, wishes)).rejects.toThrow('killed');
  expect(bridge.store.nyms.byAddress(address)?.state).toBe('draft');
  await createNym(bridge, wishes);
  expect(add).toHaveBeenCalledTimes(2);
  expect(bridge.store.outbox.list()).toHaveLength(1);
  await expect(createNym(bridge, wishes)).rejects.toThrow(/here already/);
  expect(bridge.store.outbox.list()).toHaveLength(1);
});
