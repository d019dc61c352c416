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
  /** It is the nym's, and its layer does not open. */
  | { readonly kind: 'closed'; readonly code: EphemeralErrorCode }
  /** It may have one; no layer of the nym's fits. */
  | { readonly kind: 'foreign'; readonly code: EphemeralErrorCode };

/** Takes the outermost layer off an article's body (ephemeral.md, Order of the layers). Never throws on what a stranger may post. `now`: ms since 1970. */
export async function takeOff(body: Buffer, layers: Nym['layers'], now: number): Promise<Bared> {
  let result: Bared = { kind: 'none' };
  for (const [index, { state }] of layers.entries()) {
    const step = await stepOf(body, state, now);
    if (!(step instanceof EphemeralError))
      return { kind: 'opened', layer: { index, state: writeState(step.state), inner: step.plaintext } };
    if (step.code === 'not-ephemeral') return { kind: 'none' };
    const failure = failures[step.code] ?? { kind: 'closed', code: step.code };
    // a layer that was begun twice has the same first keys in both: what one cannot open the other may
    if (result.kind === 'none' || result.kind === 'foreign') result = failure;
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

/** By the header's key it is known whose it is: what fails before that may be anybody's. */
const failures: Partial<Record<EphemeralErrorCode, Bared>> = {
  duplicate: { kind: 'duplicate' },
  ...Object.fromEntries(
    (['no-key', 'too-large', 'too-costly', 'bad-state'] as const).map((code) => [code, { kind: 'foreign', code }]),
  ),
};
