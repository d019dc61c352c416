import { UserError } from '../../base/errors';
import { readLayer } from '../../nym';
import type { ForeignLayer } from '../../nym';
import type { Ratchet } from '../../store';

/** The ephemeral layer that another program has kept, as this one keeps it. Throws UserError. `now`: ms since 1970. */
export async function layerFrom(
  { state, passphrase }: Pick<Ratchet, 'state' | 'passphrase'>,
  now: number,
): Promise<ForeignLayer> {
  const layer = await readLayer(state, passphrase ?? '', now);
  if (typeof layer === 'string') throw new UserError(`The ephemeral layer cannot be taken over: ${layer}`);
  return layer;
}
