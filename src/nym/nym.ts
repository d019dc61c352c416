import type { Options, Selector, Settings } from '../protocol/nymserv';
import type { PublicKey, SecretKey } from '../protocol/openpgp';
import type { NymEvent, NymId, NymState, ServerId } from '../store';

/** A nym server whose key the user has accepted. */
export interface NymServer {
  readonly id: ServerId;
  /** Lower case. */
  readonly domain: string;
  readonly key: PublicKey;
}

/** A pseudonym, whole, as it stands now: a value, never changed. Times are milliseconds since 1970. */
export interface Nym {
  readonly id: NymId;
  /** Lower case. */
  readonly address: string;
  readonly domain: string;
  /** What stands before the address in `From`; may be empty. */
  readonly displayName: string;
  readonly state: NymState;
  readonly key: SecretKey;
  readonly server: NymServer;
  /** Everything its articles may be recognised by: asked for, in force, and replaced not long ago. */
  readonly selectors: readonly Selector[];
  /** Of the outer symmetric layer, by the same rule. */
  readonly passphrases: readonly string[];
  readonly transport: string;
  /** What the server last said it has stored; undefined as long as it has said nothing. */
  readonly settings: Settings | undefined;
  /** The options in force, as far as the server has said. */
  readonly options: Options;
  /** What was asked for and is not yet in the server's list. */
  readonly asked: Options | undefined;
  /** Of its account here, for the mail client. */
  readonly password: string;
  readonly createdAt: number;
  /** When its key ends, and the nym with it. */
  readonly expiresAt: number | undefined;
}

/** Why and when something about a nym changed. */
export interface Occasion {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 'article <id@host>', 'outbox 17', 'clock', 'user'. */
  readonly evidence: string;
}

export type { NymEvent, NymId, NymState };
