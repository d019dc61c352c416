import { drawBetween } from '../../base/random';
import { writeArmor } from '../../protocol/remailer';
import type { Armor, Packed } from '../../protocol/remailer';
import type { Lent, QueuedPacket } from './way';

type Around = Pick<Lent, 'clock' | 'random'>;

/** How the packets of a format travel (yamn.md §8, mixmaster.md §8). */
export interface PacketMail {
  readonly armor: Armor;
  /** The lines of a packet's header, as the program that the others run writes them when it sends. */
  readonly fields: (to: string, around: Around) => readonly string[];
}

/** Each packet at a time of its own, in the text that its mail will have. */
export function queuePackets(
  packets: readonly Packed[],
  { armor }: PacketMail,
  spreadMs: number,
  { clock, random }: Around,
): QueuedPacket[] {
  return packets.map(({ to, packet }) => ({
    to,
    source: Buffer.from(writeArmor(packet, armor), 'latin1'),
    notBefore: clock.now() + drawBetween(random, 0, spreadMs),
  }));
}

/** A queued packet in a mail of its own. Its header is of now: one from when it was packed would tell how long it has waited. */
export function mailPacket(
  { to, source }: Pick<QueuedPacket, 'to' | 'source'>,
  { fields }: PacketMail,
  around: Around,
): Buffer {
  return Buffer.concat([Buffer.from(`${fields(to, around).join('\n')}\n\n`, 'latin1'), source]);
}
