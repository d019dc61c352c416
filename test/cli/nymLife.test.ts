import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { findPaths, initBridge, openBridge } from '../../src/bridge';
import { openStreets } from '../../src/bridge/streets';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { startWorld } from '../../src/sandbox';
import type { World } from '../../src/sandbox';
import { around, makeCheapVault, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { secretKey } from '../support/keys';
import { start } from '../support/nyms';
import { play } from '../support/transcript';

const file = join(__dirname, '../golden/cli-with-server/nym-life.txt');

const hour = 3600_000;

let world: World;

// The command line reads the machine's clock: only that is turned, and everything else goes on in real time.
beforeEach(() => {
  jest.useFakeTimers({
    now: start,
    doNotFake: [
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
    ],
  });
});

afterEach(async () => {
  await world.stop();
  jest.useRealTimers();
});

/** A home that `init` has finished, set up for the world, with its nym server's key. */
async function makeHome(): Promise<string> {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  const paths = findPaths({ NYMBRIDGE_HOME: home });
  makeCheapVault(paths.data);
  writeFileSync(paths.config, sandboxConfig(world), { mode: 0o600 });
  await initBridge(paths, passphrase(), around);
  const bridge = openBridge(paths, passphrase(), around);
  await bridge.nyms.addServer(world.domain, world.serverKey, around.clock.now());
  bridge.close();
  return home;
}

/** Some hours later: a request that the bridge makes by itself waits for up to two. */
async function post(home: string): Promise<void> {
  jest.setSystemTime(Date.now() + 6 * hour);
  const bridge = openBridge(findPaths({ NYMBRIDGE_HOME: home }), passphrase(), around);
  await openStreets(bridge).outgoing.workOff();
  await world.settled();
  bridge.close();
  jest.setSystemTime(Date.now() + hour);
}

// NYMBRIDGE_WRITE_GOLDEN=1 writes down what came out, to be read before it is committed.
test('each verb of a nym’s life reaches the server, and what the server says reaches the person', async () => {
  world = await startWorld({ ...around, serverKey: await secretKey('server') });
  const home = await makeHome();
  const transcript = readFileSync(file, 'utf8');
  const environment = { NYMBRIDGE_HOME: home, NYMBRIDGE_PASSPHRASE: 'correct horse' };
  const played = await play(transcript, environment, () => post(home));
  if (process.env.NYMBRIDGE_WRITE_GOLDEN !== undefined) writeFileSync(file, played);
  expect(played).toBe(transcript);
});
