import type { Secret } from '../../base/secret';
import { EphemeralError } from './errors';
import { step } from './keys';
import { limits } from './limits';
import type { PastChain, Receiving, Skipped, State } from './state';

/**
 * The chain moved on to just before message `number`; the keys of those it passes are kept from `now` on. Throws `too-far`
 * where they would be more than can be missing.
 */
export function passOver(receiving: Receiving, number: number, now: number): Receiving {
  if (number - receiving.next > limits.skip)
    throw new EphemeralError(
      'too-far',
      `The sender says that more than ${limits.skip} messages are missing before this one.`,
    );
  const passed: Skipped[] = [];
  let { chain, next } = receiving;
  for (; next < number; next++) {
    const stepped = step(chain);
    passed.push({ number: next, key: stepped.message, since: now });
    chain = stepped.chain;
  }
  return { ...receiving, chain, next, skipped: [...receiving.skipped, ...passed] };
}

/** The key of the chain's next message, and the chain behind it. */
export function takeNext(receiving: Receiving): { key: Secret; receiving: Receiving } {
  const { message, chain } = step(receiving.chain);
  return { key: message, receiving: { ...receiving, chain, next: receiving.next + 1 } };
}

/**
 * A chain of `length` messages that another takes the place of. Its own key goes: nothing more can come than was passed over. Of a
 * longer rest than can be missing the first part is kept, for a refusal would lose the new chain too.
 */
export function replaced(receiving: Receiving, length: number, now: number): PastChain {
  const { header, next, skipped } = passOver(receiving, Math.min(length, receiving.next + limits.skip), now);
  return { header, next, skipped, replacedAt: now };
}

/** The state without what is too old at `now`, or too much. */
export function forgetOld(state: State, now: number): State {
  const since = now - limits.keptFor;
  const recent = state.past.filter(({ replacedAt }) => replacedAt >= since).slice(0, limits.pastChains);
  let room: number = limits.skippedKeys;
  const thin = <C extends Pick<Receiving, 'skipped'>>(chain: C): C => {
    const kept = newest(chain.skipped, room).map((one) => (one.since < since ? { ...one, key: undefined } : one));
    room -= kept.length;
    return { ...chain, skipped: kept.length < chain.skipped.length ? [someGone, ...kept] : kept };
  };
  return { ...state, receiving: state.receiving && thin(state.receiving), past: recent.map(thin) };
}

function newest(skipped: readonly Skipped[], most: number): readonly Skipped[] {
  return most > 0 ? skipped.slice(-most) : [];
}

/** In the place of those of which not even the numbers are kept. */
const someGone: Skipped = { number: undefined, key: undefined, since: 0 };
