import { z } from 'zod';
import { refuseBarePassword } from '../../net';
import { mixmaster as packets, usualRules } from '../../protocol/remailer';
import { packetSettings } from './packetSettings';
import type { Format, Inside } from './packetFormat';
import { packetWay } from './packetWay';
import { limits } from './limits';
import type { Way } from './way';

/** `type = "mixmaster"`: as many packets as a letter needs, which the exit joins. */
export const mixmaster = z
  .strictObject({ type: z.literal('mixmaster'), ...packetSettings })
  .superRefine(refuseBarePassword)
  .transform(({ type: _, ...settings }): Way => packetWay(settings, format));

/** As in a letter's own outer mail: nobody (RFC 2606 §2). The original names its user there. */
const author = 'nobody@anonymous.invalid';

const format: Format<packets.MixRemailer> = {
  type: 'mixmaster',
  known: ({ remailers }) => remailers.mixmaster(),
  usual: usualRules.mixmaster,
  mostHops: 20,
  mail: { armor: packets.armor, fields: (to) => [`To: ${to}`, `From: ${author}`] },
  mostBytes: limits.mixmasterBytes,
  packets: (inside, exit) => packets.partsOf(payloadOf(inside, exit).length),
  pack: (inside, chains, around) => {
    const exit = chains[0]?.[0]?.at(-1);
    return packets.packMessage(payloadOf(inside, exit), chains.map(hopsOf), around);
  },
  dummy: (chain, around) => packets.packDummy(hopsOf([chain])[0] ?? [], around),
};

/** Packed where the exit says that it can unpack (mixmaster.md §2). */
function payloadOf({ to, text }: Inside, exit: packets.MixRemailer | undefined): Buffer {
  return packets.writePayload({ destinations: [to], headers: [], text }, exit?.caps.includes('C') ?? false);
}

function hopsOf(copies: readonly (readonly packets.MixRemailer[])[]): packets.Hop[][] {
  return copies.map((chain) => chain.map(({ address, publicKey }) => ({ ...publicKey, address })));
}
