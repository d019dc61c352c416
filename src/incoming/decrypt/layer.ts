import type { Nym } from '../../nym';
import { decrypt, EphemeralError, readState, writeState } from '../../protocol/ephemeral';
import type { EphemeralErrorCode } from '../../protocol/ephemeral';
import type { LayerStep } from '../article';

/** What an article is without its ephemeral layer. */
export type Bared =
  /** It has none: the body is as it was. */
  | { readonly kind: 'none' }
  | { readonly kind: 'opened'; readonly layer: LayerStep }
  /** What was in it has been opened before. */
  | { readonly kind: 'duplicate' }
  /** `closed`: it is the nym's, and its layer does not open. `foreign`: it may have one; no layer of the nym's fits. */
  | { readonly kind: 'closed' | 'foreign'; readonly code: EphemeralErrorCode };

/** Takes the outermost layer off an article's body (ephemeral.md, Order of the layers). Never throws on what a stranger may post. `now`: ms since 1970. */
export async function takeOff(body: Buffer, layers: Nym['layers'], now: number): Promise<Bared> {
  let result: Bared = { kind: 'none' };
  for (const [index, { state }] of layers.entries()) {
    const step = await stepOf(body, state, now);
    if (!(step instanceof EphemeralError))
      return { kind: 'opened', layer: { index, state: writeState(step.state), inner: step.plaintext } };
    if (step.code === 'not-ephemeral') return { kind: 'none' };
    // a layer that was begun twice has the same first keys in both: what one cannot open the other may
    if (result.kind === 'none' || result.kind === 'foreign') result = failureOf(step.code);
  }
  return result;
}

async function stepOf(body: Buffer, state: Buffer, now: number) {
  try {
    return await decrypt(readState(state), body, now);
  } catch (error) {
    if (error instanceof EphemeralError) return error;
    throw error;
  }
}

function failureOf(code: EphemeralErrorCode): Bared {
  if (code === 'duplicate') return { kind: code };
  return { kind: beforeHeader.includes(code) ? 'foreign' : 'closed', code };
}

/** By the header's key it is known whose it is: what fails before that may be anybody's. */
const beforeHeader: readonly EphemeralErrorCode[] = ['no-key', 'too-large', 'too-costly', 'bad-state'];
