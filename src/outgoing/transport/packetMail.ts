import { drawBetween } from '../../base/random';
import { writeArmor } from '../../protocol/remailer';
import type { Armor, Packed } from '../../protocol/remailer';
import type { Lent, QueuedPacket } from './way';

/** How the packets of a format travel. */
export interface PacketMail {
  readonly armor: Armor;
  /** As the program that the others run writes it; none where that writes none. */
  readonly subject?: string;
}

/** As in a letter's own outer mail: nobody (RFC 2606 §2). */
const author = 'nobody@anonymous.invalid';

/** Each packet in a mail of its own, at a time of its own, in the form that the original programs give it (yamn.md §8, mixmaster.md §8). */
export function mailPackets(
  packets: readonly Packed[],
  { armor, subject }: PacketMail,
  spreadMs: number,
  { clock, random }: Pick<Lent, 'clock' | 'random'>,
): QueuedPacket[] {
  return packets.map(({ to, packet }) => {
    const fields = [`To: ${to}`, `From: ${author}`, ...(subject === undefined ? [] : [`Subject: ${subject}`])];
    const source = Buffer.from(`${fields.join('\n')}\n\n${writeArmor(packet, armor)}`, 'latin1');
    return { to, source, notBefore: clock.now() + drawBetween(random, 0, spreadMs) };
  });
}
