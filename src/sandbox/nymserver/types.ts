import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import type { SecretKey } from '../../protocol/openpgp';
import type { Mail } from '../mail';
import type { Conf } from './conf';

export interface NymServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly domain: string;
  readonly key: SecretKey;
  /** Takes a finished article, LF line ends. */
  readonly post: (article: Buffer) => Promise<void> | void;
  /** Takes a mail for anybody who is no nym here. */
  readonly send: (mail: Mail) => void;
  /** Local parts that no nym can have, beside the usual ones. */
  readonly reserved?: readonly string[];
  /** Whether it knows the ephemeral layer and the options of it, as only some servers do (ephemeral.md); true when left out. */
  readonly knowsLayers?: boolean;
  /** Letters a nym may send in a UTC day before it is blocked; by default 50. */
  readonly dailyLimit?: number;
}

/** What the parts of the server share. */
export interface Server extends NymServerOptions {
  readonly nyms: Map<string, Conf>;
  readonly record: Doings;
  /** Queues a mail for this very server. */
  readonly deliver: (mail: Mail) => void;
  /** Breaks the server for good, as the real one breaks: nothing is processed any more. */
  readonly wedge: (reason: string) => void;
}

/** What the server did, for tests to count. */
export interface Doings {
  /** Every copy handed on to the outside or to a nym, in order. */
  readonly sent: { readonly from: string; readonly to: string; readonly messageId: string }[];
  /** Letters accepted for sending: one entry each time one came, also when it had come before. */
  readonly letters: string[];
  /** How many articles were posted. */
  posted: number;
  /** Why requests were met with silence, in order. */
  readonly refused: string[];
}
