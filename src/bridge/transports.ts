import { UserError } from '../base/errors';
import { nearestName } from './configFile';
import type { Bridge } from './open';

/** The way out that is wished for, or the one of `[send]`. Throws UserError where the configuration has no such. */
export function chooseTransport({ config, paths }: Bridge, wished: string | undefined): string {
  const name = wished ?? config.send.transport;
  if (name === undefined) {
    throw new UserError(`There is no way out yet: set [send] transport in ${paths.config}, or give --transport NAME.`);
  }
  const known = Object.keys(config.transport);
  if (known.includes(name)) return name;
  const nearest = nearestName(name, known);
  const advice = nearest === undefined ? listed(known) : ` Did you mean "${nearest}"?`;
  throw new UserError(`There is no [transport.${name}] in ${paths.config}.${advice}`);
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? ' None is set up yet.' : ` Known: ${known.join(', ')}.`;
}
