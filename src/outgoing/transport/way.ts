import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import type { RemoteSettings, Route } from '../../net';
import type { Listed, Mix, mixmaster, yamn } from '../../protocol/remailer';
import type { Outcome, Parcel, Transport } from '../letter';

/** What the bridge lends a way out. */
export interface Lent {
  readonly random: Random;
  readonly clock: Clock;
  /** The way to a host for a purpose: different ones never share a circuit. */
  readonly route: (purpose: string, remote: RemoteSettings) => Route;
  readonly remailers: Remailers;
  readonly packets: PacketQueue;
}

/** The remailers of a format that may be used now, and what is known of how they do. */
export type Known<R extends Listed> = Omit<Mix<R>, 'rules'>;

/** Throw UserError where none are known. */
export interface Remailers {
  readonly yamn: () => Promise<Known<yamn.YamnRemailer>>;
  readonly mixmaster: () => Promise<Known<mixmaster.MixRemailer>>;
}

/** A packet that waits to be handed over to the entry. */
export interface QueuedPacket {
  /** The entry's address. */
  readonly to: string;
  /** The text of its mail, ASCII, LF line ends. */
  readonly source: Buffer;
  /** When it may go, in ms since 1970. */
  readonly notBefore: number;
}

export interface PacketQueue {
  /**
   * Puts packets into the queue, all or none, on disk when it returns. `letter`: the parcel's, which is handed over by the same
   * transaction; false, with nothing done, where that letter is not to be sent any more.
   */
  readonly add: (packets: readonly QueuedPacket[], letter?: number) => boolean;
  /**
   * Puts messages to a nym here into the queue, and notes what each says, all or none. Throws UserError, with nothing done, where there is no
   * such nym that can get mail.
   */
  readonly addPings: (nym: string, pings: readonly Ping[]) => void;
}

/** A message to oneself: its packet, the remailer that it is to try, and the one word that it says. */
export interface Ping {
  readonly packet: QueuedPacket;
  readonly remailer: Pick<Listed, 'name' | 'address' | 'keyId'> & { readonly format: 'yamn' | 'mixmaster' };
  readonly token: string;
}

/** Whom messages to oneself are for, and through which remailers they go. */
export interface PingWishes {
  /** A nym's address. */
  readonly nym: string;
  /** Names or addresses; all that are not excluded where it is empty. */
  readonly remailers: readonly string[];
}

/** What was queued for one remailer. */
export interface Pinged {
  readonly remailer: string;
  /** Names, entry first. */
  readonly chain: readonly string[];
}

/**
 * A way out as the configuration has it: all that the rest of the program knows of its kind. A kind is one file: its settings, which
 * turn into this, and its transport.
 */
export interface Way {
  readonly type: string;
  /** The host that the bridge itself connects to, if it does. */
  readonly remote?: RemoteSettings;
  /** The folder it writes to, if it does: nobody else should look into it. */
  readonly folder?: string;
  /** Whether its settings hold what nobody else should read. */
  readonly secret?: boolean;
  /** What its owner has to see to because the bridge cannot: `meaning` goes on from its name. */
  readonly caution?: { readonly meaning: string; readonly next: string };
  /** What a check that went well has shown, and what helps after one that did not; where there is a `remote`, that says more. */
  readonly works?: string;
  readonly remedy?: string;
  /** The longest text of an outer mail that it takes, and the way out that what is longer goes by, by its name. */
  readonly mostBytes?: number;
  readonly large?: string;
  /** Mean time between packets that carry nothing, in ms, where it sends such. */
  readonly coverMs?: number;
  /** For whom messages to oneself are, and the mean time between those that go by themselves, in ms, where they do. */
  readonly pings?: { readonly nym: string; readonly every?: number | undefined };
  /** Nothing is dialled, written or run yet. */
  readonly open: (lent: Lent) => Transport;
  /** Where its letters go as packets: what hands those over. */
  readonly post?: (lent: Lent) => Post;
  /** What chains those would go by. Throws UserError where no remailers are known. */
  readonly chains?: (lent: Pick<Lent, 'random' | 'remailers'>) => Promise<ShownChains>;
  /** Queues messages to oneself, all or none. Throws UserError where one cannot be made. */
  readonly ping?: (lent: Lent, wishes: PingWishes) => Promise<readonly Pinged[]>;
}

/** What would be drawn for letters of a kind now. */
export interface ChainPlan {
  /** `config` stands for the creation of a nym as well. */
  readonly kind: 'send' | 'config' | 'url';
  /** As it is configured. */
  readonly chain: string;
  readonly copies: number;
  /** Some of those that might be drawn, by the names of their remailers, entry first. */
  readonly drawn: readonly (readonly string[])[];
  /** Why there are none: a sentence. */
  readonly failure: string | undefined;
}

/** Why a remailer is not drawn to pass packets on, and why not as the exit; undefined where it is. */
export interface Fitness {
  readonly name: string;
  readonly onward: string | undefined;
  readonly exit: string | undefined;
}

/** By what chains letters would go, for a person to look at. */
export interface ShownChains {
  readonly plans: readonly ChainPlan[];
  readonly remailers: readonly Fitness[];
}

/** Hands over the packets that a way out has queued. */
export interface Post {
  /** Never throws. A packet that goes twice does no harm: the entry throws the second away. */
  readonly send: (parcel: Parcel, signal?: AbortSignal) => Promise<Outcome>;
  /** Mean time between packets that carry nothing, in ms; none are sent where it is left out. */
  readonly coverMs?: number;
  /** Queues a packet that carries nothing. Throws RemailerError, UserError. */
  readonly dummy: () => Promise<void>;
  /** Mean time between messages to oneself, in ms; none are sent by themselves where it is left out. */
  readonly pingMs?: number;
  /** Queues one through a remailer that is drawn. Throws UserError. */
  readonly pingOne: () => Promise<unknown>;
}
