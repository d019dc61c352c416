import type { Random } from '../../base/random';
import { sealPart, writeEnvelope } from './envelope';
import { writeHeader } from './header';
import { chainSalts, createPair, derive, step, turnRoot } from './keys';
import type { Sending, State } from './state';

export interface Encrypted {
  /** To be kept before the message goes out: the same key must not be used again. */
  readonly state: State;
  /** Armored, with LF line ends: the payload of a signed and encrypted message to the server. */
  readonly message: Buffer;
}

/**
 * Puts a mail into the layer (ephemeral.md, Sending). `now` in milliseconds since 1970. Throws `chain-full`, or `bad-key` for a
 * key that the server gave.
 */
export async function encrypt(
  before: State,
  plaintext: Uint8Array,
  around: { random: Random; now: number },
): Promise<Encrypted> {
  const { state, sending } = readyToSend(before, around.random);
  const { message: key, chain } = step(sending.chain);
  const header = writeHeader({ number: sending.sent, before: sending.sentBefore, theirs: sending.own.public });
  const message = writeEnvelope(
    { header: await sealPart(header, sending.header, around), body: await sealPart(plaintext, key, around) },
    around.random,
  );
  return { state: { ...state, sending: { ...sending, chain, sent: sending.sent + 1 } }, message };
}

/** The first message after one that came begins a chain with a new key pair. */
function readyToSend(
  state: State,
  random: Random,
): { state: State; sending: Extract<Sending, { readonly kind: 'same' }> } {
  const { role, sending } = state;
  if (sending.kind === 'same') return { state, sending };
  const own = createPair(random);
  const root = turnRoot(state.root, own, sending.theirs);
  const { nextHeader, chain } = chainSalts[role];
  return {
    state: { ...state, root, nextSending: derive(root, nextHeader) },
    sending: {
      kind: 'same',
      header: state.nextSending,
      chain: derive(root, chain),
      own,
      sent: 0,
      sentBefore: sending.sent,
    },
  };
}
