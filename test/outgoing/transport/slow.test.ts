import { expect, test } from '@jest/globals';
import { configSchema } from '../../../src/bridge/config';
import { openTransports } from '../../../src/outgoing/transport';
import type { Lent } from '../../../src/outgoing/transport';
import { seededRandom } from '../../support/random';

// The letters of two days may come to the server on one where a way keeps them for a while: the daily limit has to know which do.

const relay = { host: '127.0.0.1', port: 1, security: 'none', allow_direct: true };

test.each([
  [false, { ...relay, type: 'smtp' }],
  [true, { ...relay, type: 'yamn' }],
  [true, { ...relay, type: 'mixmaster' }],
  [true, { type: 'command', command: ['mixmaster'] }],
  [true, { type: 'folder', path: '/media/stick' }],
])('slow is %s of %j', (slow, settings) => {
  const config = configSchema.parse({ transport: { way: settings } });
  // opening a way does nothing with what it is lent
  const lent = { random: seededRandom('slow') } as Lent;
  expect(openTransports(config.transport, () => lent).way?.slow ?? false).toBe(slow);
});
