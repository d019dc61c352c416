import type { Around, Listed, Packed, Rules } from '../../protocol/remailer';
import { limits } from './limits';
import type { PacketMail } from './packetMail';
import type { Known, Lent, Ping } from './way';

/** A kind of packets, by its `type` in the configuration. */
export type PacketType = Ping['remailer']['format'];

/** A format of packets, as far as it differs from the other. */
export interface Format<R extends Listed> {
  readonly type: PacketType;
  readonly known: (lent: Pick<Lent, 'remailers'>) => Promise<Known<R>>;
  readonly usual: Rules;
  readonly mostHops: number;
  readonly mail: PacketMail;
  /** Of a letter's text, in all its packets together. */
  readonly mostBytes: number;
  /** How many packets a letter takes that leaves the chain at `exit`. */
  readonly packets: (letter: Inside, exit: R) => number;
  /** Throws RemailerError. */
  readonly pack: (letter: Inside, chains: R[][][], around: Around) => Packed[];
  readonly dummy: (chain: R[], around: Around) => Packed;
}

/** What the exit mails on. */
export interface Inside {
  readonly to: string;
  /** ASCII, LF line ends. */
  readonly text: Buffer;
}

export function aroundOf({ random, clock }: Lent): Around {
  return { random, day: Math.floor(clock.now() / limits.dayMs) };
}
