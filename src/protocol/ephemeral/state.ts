import type { Secret } from '../../base/secret';

/** Who is who: the server is Alice of ephemeral.md, the client Bob. */
export type Role = 'client' | 'server';

/** X25519, 32 bytes each. */
export interface KeyPair {
  readonly private: Secret;
  readonly public: Buffer;
}

/** The key of a message that has not come. */
export interface Skipped {
  /** Unknown in what pyaxo left, where the key is then tried, and of those that were too many. */
  readonly number: number | undefined;
  /** Undefined once it is too old: the number says still that the message was never opened. */
  readonly key: Secret | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Messages that one header key belongs to. */
export interface Chain {
  readonly header: Secret;
  /** The number that follows the highest that was opened or skipped. */
  readonly next: number;
  readonly skipped: readonly Skipped[];
}

/** What comes now, HKr, Nr and CKr. */
export interface Receiving extends Chain {
  readonly chain: Secret;
}

export interface PastChain extends Chain {
  /** Milliseconds since 1970. */
  readonly replacedAt: number;
}

/** The ratchet flag and what there is by it. `sent` is Ns. */
export type Sending =
  /** A message from the other side has come since we wrote: what is written next begins a chain, with DHRr. */
  | { readonly kind: 'next'; readonly theirs: Buffer; readonly sent: number }
  /** HKs, CKs, DHRs and PNs. */
  | {
      readonly kind: 'same';
      readonly header: Secret;
      readonly chain: Secret;
      readonly own: KeyPair;
      readonly sent: number;
      readonly sentBefore: number;
    };

/**
 * One side of the ratchet; never changed, only replaced. What ephemeral.md keeps and never reads again (HKs and CKs under the
 * flag, DHRr without it) is not kept.
 */
export interface State {
  readonly role: Role;
  /** RK */
  readonly root: Secret;
  readonly sending: Sending;
  /** NHKs */
  readonly nextSending: Secret;
  /** Undefined until the first message has come. */
  readonly receiving: Receiving | undefined;
  /** NHKr */
  readonly nextReceiving: Secret;
  /** Newest first. */
  readonly past: readonly PastChain[];
}
