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

/**
 * Refuses a mail of which a letter would be longer than its way out takes: better said now than by a report. How long one is when sealed, only
 * sealing tells; what is made here is thrown away.
 */
export async function checkFits(letters: readonly Letter[], nym: Nym, parts: FitParts): Promise<void> {
  for (const letter of letters) {
    const most = parts.transports[letter.transport]?.mostBytes;
    const length = most === undefined || letter.payload.length < most / 4 ? 0 : await sealedLength(letter, nym, parts);
    if (most !== undefined && length > most) throw tooBig(length, most, nym.address);
  }
}

async function sealedLength({ payload, kind }: Letter, nym: Nym, { clock, random }: FitParts): Promise<number> {
  const layer = kind === 'send' ? layerInForce(nym) : undefined;
  const inside = layer ? await putIntoLayer(payload, layer, { random, now: clock.now() }) : { layered: payload };
  const made = 'never' in inside ? inside : await sealPayload(inside.layered, kind, nym, clock);
  // why it cannot be sealed, if it cannot, is told by who really does it
  return 'never' in made ? 0 : made.sealed.length;
}

function tooBig(length: number, most: number, address: string): Refusal {
  const message =
    `Sealed, the mail has ${length} bytes, and what goes by this nym's transport has ${most} at most. Make it shorter, or ` +
    `give the nym another transport: nymbridge nym set ${address} transport=NAME`;
  return new Refusal('too-big', message);
}
