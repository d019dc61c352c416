import { UserError } from '../base/errors';
import type { Pinged } from '../outgoing';
import { circuitsOf } from './newnym';
import type { Bridge } from './open';
import { canGetPings } from './packets';
import { remailersOf } from './remailers';
import { openRoutes } from './routes';
import { lenderOf } from './streets';
import { chooseTransport } from './transports';

/** What a person may say of messages to oneself. */
export interface PingOrder {
  /** The way out; the one of `[send]` where it is left out. */
  readonly transport?: string | undefined;
  /** The nym's address; the one of the way out's `pings` where it is left out. */
  readonly nym?: string | undefined;
  /** Names or addresses; all where there are none. */
  readonly remailers: readonly string[];
}

/** Queues a message to oneself through each remailer, all or none. Throws UserError where one cannot be. */
export async function pingRemailers(bridge: Bridge, order: PingOrder): Promise<readonly Pinged[]> {
  const name = chooseTransport(bridge, order.transport);
  const way = bridge.config.transport[name];
  if (!way?.ping) throw new UserError(`[transport.${name}] does not send through chains of remailers.`);
  const nym = order.nym ?? way.pings?.nym;
  if (nym === undefined)
    throw new UserError(
      `Say which nym pings are for: --nym ADDRESS, or pings = { nym = "ADDRESS" } in [transport.${name}].`,
    );
  const { random, clock, store, config } = bridge;
  const route = openRoutes(config.tor, random, () => circuitsOf(bridge));
  const lent = lenderOf({ route, random, clock, store, remailers: remailersOf(bridge) })(name);
  return way.ping(lent, { nym, remailers: order.remailers });
}

/** What keeps pings from going by themselves: sentences. */
export function pingWarnings({ config, store }: Pick<Bridge, 'config' | 'store'>): string[] {
  return Object.entries(config.transport).flatMap(([name, { pings }]) =>
    pings && !canGetPings(store.nyms.byAddress(pings.nym))
      ? [`The pings of [transport.${name}] are for ${pings.nym}, which is no active nym here: none go.`]
      : [],
  );
}
