import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import type { Armor, Packed } from '../../protocol/remailer';
import type { Mail } from '../mail';

export type KindName = 'yamn' | 'mixmaster';

/** Who a remailer is. */
export interface Self {
  readonly name: string;
  /** `mix@NAME.test` */
  readonly address: string;
  /** A middle-man hands no mail on by itself. */
  readonly isExit: boolean;
}

/** What a remailer has found under the layer that it took off. */
export type Found =
  | { readonly kind: 'onward'; readonly to: string; readonly packet: Buffer }
  | { readonly kind: 'dummy' }
  | {
      readonly kind: 'part';
      readonly message: string;
      readonly part: number;
      readonly parts: number;
      readonly payload: Buffer;
    };

/** What differs between the remailers of the two formats. */
export interface Engine {
  readonly self: Self;
  readonly armor: Armor;
  /** Of the mails that packets travel in; the program of Mixmaster sets none. */
  readonly subject: string | undefined;
  /** Takes a hop off. Throws RemailerError. */
  open(packet: Buffer, isNew: (packetId: Buffer) => boolean): Found;
  /** What an exit sends, of a message whose parts are joined. Throws RemailerError where it drops it. */
  mailsOf(message: Buffer): Mail[];
  /** Its own part of the directory, as whoever asks by mail gets it. */
  keyText(): string;
  /** What a middle-man does with a message of one part: it goes on to an exit. */
  repack(payload: Buffer): readonly Packed[];
}

/** What is published of the remailers of a kind. */
export interface DirectoryTexts {
  readonly pubring: string;
  readonly statistics: string;
}

export interface Kind {
  readonly engines: readonly Engine[];
  /** As they are now. */
  texts(): DirectoryTexts;
}

export interface Around {
  readonly clock: Clock;
  readonly random: Random;
}

const millisecondsADay = 86_400_000;

/** Days since 1970-01-01, UTC. */
export const dayOf = (clock: Clock) => Math.floor(clock.now() / millisecondsADay);

/** When keys made now may be used, in ms since 1970: from the day before on, for four weeks, as YAMN's remailers have it. */
export function lifeOfKeys(clock: Clock): { readonly from: number; readonly until: number } {
  const today = dayOf(clock);
  return { from: (today - 1) * millisecondsADay, until: (today + 28) * millisecondsADay };
}

/** What a pinger says of a remailer that never fails; `minutes` is how long mail takes by its account, which chains are drawn by. */
export function standingOf({ name }: Self, minutes: number) {
  return { name, latency: minutes * 60, reliability: 100, latencyHistory: '0'.repeat(12) };
}

/** One of several, each as likely. */
export function oneOf<T>(list: readonly T[], random: Random): T {
  const drawn = list[random.below(list.length)];
  if (drawn === undefined) throw new Error('there is nothing to draw from');
  return drawn;
}
