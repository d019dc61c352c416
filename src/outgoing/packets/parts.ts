import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import type { OutboxId, Store } from '../../store';
import type { Outcome, Parcel } from '../letter';

/** What hands over the packets of a way out. */
export interface Post {
  /** Never throws. A packet that goes twice does no harm. */
  readonly send: (parcel: Parcel, signal?: AbortSignal) => Promise<Outcome>;
  /** Mean time between packets that carry nothing, in ms; none are sent where it is left out. */
  readonly coverMs?: number;
  /** Queues a packet that carries nothing. */
  readonly dummy: () => Promise<void>;
  /** Mean time between messages to oneself, in ms; none are sent by themselves where it is left out. */
  readonly pingMs?: number;
  /** Queues one through a remailer that is drawn. */
  readonly pingOne: () => Promise<unknown>;
}

export interface PacketParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** By the names of the ways out. */
  readonly posts: Readonly<Record<string, Post>>;
  /** The last packet of a letter has left. Joins the transaction around it. */
  readonly gone: (letter: OutboxId) => void;
  /** A letter cannot leave whole; `reason` is a sentence. Joins the transaction around it. */
  readonly lost: (letter: OutboxId, reason: string) => void;
}
