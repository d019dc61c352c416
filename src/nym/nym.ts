import type { Options, Selector, Settings } from '../protocol/nymserv';
import type { KeyAlgorithm, PublicKey, SecretKey } from '../protocol/openpgp';
import type {
  EncryptHabit,
  ForwardsHabit,
  HtmlHabit,
  LayerRow,
  MetadataHabit,
  NymEvent,
  NymId,
  NymState,
  OutboxId,
  RequestKind,
  ServerId,
} from '../store';

/** A nym server whose key the user has accepted. */
export interface NymServer {
  readonly id: ServerId;
  /** Lower case. */
  readonly domain: string;
  readonly key: PublicKey;
  /** Those that it had before, older copies of its key among them: what they have signed was the server's word once. */
  readonly formerKeys: readonly PublicKey[];
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
  /** Ephemeral layers (ephemeral.md), latest first: asked for, in force, and replaced not long ago. */
  readonly layers: readonly LayerRow[];
  /** Whether it has one that an earlier version has imported and that has not been taken up yet. */
  readonly hasUnreadLayer: boolean;
  /** Keys of earlier lives, latest first: mail under way is still encrypted to them. */
  readonly oldKeys: readonly SecretKey[];
  /** When the server last said what it has stored, by its own clock. */
  readonly saidAt: number | undefined;
  /** Of every request that creates or changes it; of letters there is never more than one. */
  readonly copies: number;
  /** How long hSub and symmetric passphrase last, in ms; undefined: until they are changed by hand. */
  readonly rotateMs: number | undefined;
  /** When those were last made, if not with the nym. */
  readonly rotatedAt: number | undefined;
  /** The request that has no answer yet. */
  readonly request: WaitingRequest | undefined;
  /** The key it is to be made again with, once the server has deleted it. */
  readonly wishesRecreation: NextKey | undefined;
  readonly pool: Pool;
  readonly style: Style;
  /** Correspondents whose keys are known, by address. */
  readonly contacts: readonly Contact[];
}

/** A correspondent of a nym. */
export interface Contact {
  /** Lower case. */
  readonly address: string;
  readonly key: PublicKey;
  readonly encrypt: EncryptHabit;
  /** Whether what is encrypted is signed too, by the nym's key. */
  readonly sign: boolean;
}

/** A letter goes at a random time between these after it was taken, in ms; at once where both are 0. */
export interface Pool {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** How a nym's letters are written. */
export interface Style {
  readonly html: HtmlHabit;
  readonly metadata: MetadataHabit;
  readonly forwards: ForwardsHabit;
}

/** A request that waits for its answer. */
export interface WaitingRequest {
  readonly kind: RequestKind;
  /** How often it has been put into the outbox. */
  readonly tries: number;
  /** When it is sent again, or given up after the last try. */
  readonly nextAt: number;
  /** The last of its rows; 0 where it has none yet. */
  readonly outboxId: OutboxId;
}

/** What the key of a nym's next life is to be. */
export interface NextKey {
  readonly algorithm: KeyAlgorithm;
  readonly lifeSeconds: number;
}

/** When and by what article a reply came. */
export interface ReplyOccasion extends Occasion {
  /** When the server said it, in ms since 1970: by its signature, or else by the article's Date. */
  readonly saidAt: number;
  /** Fingerprint of the nym's key that opened it, where a key did: it tells of which life the reply speaks. */
  readonly openedBy?: string | undefined;
}

/** Why and when something about a nym changed. */
export interface Occasion {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 'article <id@host>', 'outbox 17', 'clock', 'user'. */
  readonly evidence: string;
}

export type { EncryptHabit, LayerRow, NymEvent, NymId, NymState, OutboxId, RequestKind };
