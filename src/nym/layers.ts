import type { Random } from '../base/random';
import { createState, EphemeralError, readPyaxoState, writeState } from '../protocol/ephemeral';
import type { Options } from '../protocol/nymserv';
import type { LayerRow, NymId, Store } from '../store';
import { makePassphrase } from './passphrase';

/**
 * An ephemeral layer out of the file that nymphemeral keeps it in (pyaxo's), as the store keeps it; or the sentence why not. `now`: ms
 * since 1970.
 */
export async function readLayer(file: Uint8Array, passphrase: string, now: number): Promise<ForeignLayer | string> {
  try {
    return { state: writeState(await readPyaxoState(file, passphrase, now)), standing: 'in-force' };
  } catch (error) {
    if (error instanceof EphemeralError) return error.message;
    throw error;
  }
}

/** A layer to be asked for: what the server is told, and our side of it, which is to be kept with the request. */
export interface NewLayer {
  readonly options: Pick<Options, 'ephemeral' | 'ratchet'>;
  readonly state: Buffer;
}

export function makeLayer(random: Random): NewLayer {
  const ephemeral = makePassphrase(random);
  const { state, ratchet } = createState(ephemeral, random);
  return { options: { ephemeral, ratchet }, state: writeState(state) };
}

/** A layer that comes from elsewhere. */
export type ForeignLayer = Pick<LayerRow, 'state' | 'standing'>;

/** Keeps the layers of a nym that is new here, latest first. */
export function keepLayers({ layers }: Store, id: NymId, foreign: readonly ForeignLayer[], now: number): void {
  for (const { state, standing } of [...foreign].reverse()) {
    const layer = layers.add(id, state, now);
    if (standing === 'in-force') layers.use(layer, now);
    if (standing === 'ended') layers.end(id, now);
  }
}
