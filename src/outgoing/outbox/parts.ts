import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { Random } from '../../base/random';
import type { OutboxId, OutboxRow, Store } from '../../store';
import type { FiledMail, LetterKind, Outcome } from '../letter';

/** Whether the nym server would take a letter now; `never` is a sentence. */
export type Standing = 'now' | 'later' | { readonly never: string };

/** The armor to hand over, or why there is none. */
export type Prepared = { readonly sealed: Buffer } | 'later' | { readonly never: string };

export interface FailedRow {
  readonly id: OutboxId;
  readonly kind: LetterKind;
  readonly recipients: readonly string[];
  readonly payload: Buffer | undefined;
  readonly reason: string;
  readonly uncertain: boolean;
}

export interface OutboxParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Letters a nym may send a UTC day. */
  readonly dailyLimit: number;
  readonly standing: (row: Pick<OutboxRow, 'nymId' | 'kind'>) => Promise<Standing>;
  /** Seals a letter that the server would take. */
  readonly prepare: (row: OutboxRow) => Promise<Prepared>;
  /** Whether its transport hands it over in the transaction that notes it: until then nothing of it has left. */
  readonly queues: (row: Pick<OutboxRow, 'transport'>) => boolean;
  /** The transports by which letters come soon after they were handed over. */
  readonly quick: readonly string[];
  /** Hands the sealed letter over. Never throws. Given up, where that is still possible, when `signal` is aborted. */
  readonly send: (row: OutboxRow, sealed: Buffer, signal: AbortSignal) => Promise<Outcome>;
  /** The report for the nym with this address. */
  readonly report: (failed: FailedRow, address: string) => FiledMail;
}
