import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { layerInForce, putIntoLayer, sealPayload } from './compose';
import type { Nym } from './compose';
import { Refusal } from './letter';
import type { Letter, Transport } from './letter';

interface FitParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transports: Readonly<Record<string, Transport>>;
}

/** See fitLetter. */
export async function fitLetters(letters: readonly Letter[], nym: Nym, parts: FitParts): Promise<Letter[]> {
  const fitting: Letter[] = [];
  // one after the other: each may be large
  for (const letter of letters) fitting.push(await fitLetter(letter, nym, parts));
  return fitting;
}

/**
 * The letter, by a way out that takes one of its length: the nym's, or the one that this names for what is longer. Throws Refusal where
 * none does: better said now than by a report. How long a letter is when sealed, only sealing tells; what is made here is thrown away.
 */
export async function fitLetter(letter: Letter, nym: Nym, parts: FitParts): Promise<Letter> {
  const { mostBytes: most, large } = parts.transports[letter.transport] ?? {};
  if (most === undefined || letter.payload.length < most / 4) return letter;
  const length = await sealedLength(letter, nym, parts);
  if (length <= most) return letter;
  if (large === undefined) throw tooBig(length, most, letter.transport, nym.address);
  // it takes longer ones than this does: the configuration sees to that, and so there is an end
  return fitLetter({ ...letter, transport: large }, nym, parts);
}

async function sealedLength({ payload, kind }: Letter, nym: Nym, { clock, random }: FitParts): Promise<number> {
  const layer = kind === 'send' ? layerInForce(nym) : undefined;
  const inside = layer ? await putIntoLayer(payload, layer, { random, now: clock.now() }) : { layered: payload };
  const made = 'never' in inside ? inside : await sealPayload(inside.layered, kind, nym, clock);
  // why it cannot be sealed, if it cannot, is told by who really does it
  return 'never' in made ? 0 : made.sealed.length;
}

function tooBig(length: number, most: number, transport: string, address: string): Refusal {
  const message =
    `Sealed, the mail has ${length} bytes, and what goes by [transport.${transport}] has ${most} at most. Make it shorter, name another ` +
    `way out for such in its setting "large", or give the nym one: nymbridge nym set ${address} transport=NAME`;
  return new Refusal('too-big', message);
}
