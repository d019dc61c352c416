import type { Random } from '../../base/random';
import type { Nym } from '../../nym';
import { encrypt, EphemeralError, readState, writeState } from '../../protocol/ephemeral';

type Layer = Nym['layers'][number];

/** The layer that letters of a nym must have, where its server wants one (ephemeral.md). */
export function layerInForce({ layers }: Pick<Nym, 'layers'>): Layer | undefined {
  return layers.find(({ standing }) => standing === 'in-force');
}

/** A letter inside its layer, and the layer from now on. */
export interface PutIn {
  readonly layered: Buffer;
  readonly state: Buffer;
}

/**
 * Puts a letter into the ephemeral layer: that is what is sealed (ephemeral.md, Order of the layers). The layer has to be kept
 * with it, for the same key must not be used again. Gives the sentence why not where it cannot be done. `now`: ms since 1970.
 */
export async function putIntoLayer(
  payload: Uint8Array,
  { state }: Layer,
  around: { random: Random; now: number },
): Promise<PutIn | { never: string }> {
  try {
    const { message, state: next } = await encrypt(readState(state), payload, around);
    return { layered: message, state: writeState(next) };
  } catch (error) {
    if (!(error instanceof EphemeralError)) throw error;
    return { never: reasons[error.code] ?? error.message };
  }
}

const reasons: Partial<Record<EphemeralError['code'], string>> = {
  'chain-full':
    'The ephemeral layer takes no more letters before something has come from the nym server. Ask it for the settings by "nymbridge nym ask ADDRESS".',
};
