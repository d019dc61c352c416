import { createServerState, createState, writeState } from '../../src/protocol/ephemeral';
import { Side } from '../protocol/ephemeral/sides';
import type { TestClock } from './clock';
import type { AlicesBridge } from './nyms';
import type { seededRandom } from './random';

/** Gives Alice an ephemeral layer, and the server its side of it. */
export function agreeOnLayer(
  { store, alice }: AlicesBridge,
  { clock, random }: { readonly clock: TestClock; readonly random: ReturnType<typeof seededRandom> },
  secret: string,
  standing: 'asked' | 'in-force',
): Side {
  const { state, ratchet } = createState(secret, random);
  const id = store.layers.add(alice.id, writeState(state), clock.now());
  if (standing === 'in-force') store.layers.use(id, clock.now());
  return new Side(createServerState(secret, ratchet), random);
}
